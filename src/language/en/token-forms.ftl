# The forms of tokens: creating, editing, rotating, deleting, the reveal of a secret; and what they check.

# Fields

token-form-name-help = What the integration is called by the people who look after it. Up to { $limit } characters.
token-form-name-help-own = What you use it for. Up to { $limit } characters.
token-form-description = Description
token-form-description-help = Where it runs, who owns it. Up to { $limit } characters.
token-form-networks = IP restriction
token-form-networks-help = Addresses and networks the token works from, up to { $limit }, one per line, such as 203.0.113.7 or 10.0.0.0/24. Empty means any address.
token-form-networks-help-required = Addresses and networks the token works from, up to { $limit }, one per line, such as 203.0.113.7 or 10.0.0.0/24. Your organization requires it.
token-form-add-address = Add my current address ({ $address })
token-form-add-refused = Add { $address } (refused)
token-form-network-means = <code>{ $entry }</code> means { $range }
token-form-network-whole-internet = the whole internet: this restricts nothing
token-form-network-alone = this address alone

# Creating

token-form-new-title = New token · Application tokens
token-form-new = Create an application token
token-form-create = Create application token
token-form-create-own = Create API token
token-form-creating = Creating…
token-form-no-application = Your organization has no application that takes tokens. <a href="/applications">Add or restore one</a> first.
token-form-application-help = The app or API that accepts the token.
token-form-application-choose = Choose one
token-form-expiry = Expiry
token-form-expiry-required = Your organization requires an expiry.
token-form-expiry-capped = { $days ->
    [one] Your organization requires an expiry, { $days } day from now at the latest.
   *[other] Your organization requires an expiry, { $days } days from now at the latest.
}
token-form-expiry-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
token-form-expiry-year = 1 year
token-form-expiry-until = until { $day }
token-form-expiry-at = Expires at a date and time
token-form-expiry-moment = Date and time <span class="zone" data-zone-name>(UTC)</span>
token-form-expiry-never = Never expires
token-form-unbounded = <strong>Neither an expiry nor an IP restriction.</strong> An IP restriction limits where a stolen token works, an expiry limits for how long. With neither, whoever finds this token can use it from anywhere, for good.
token-form-permissions-all = All permissions
token-form-permissions-own-help = Whatever your role allows you, now and later, and never more. While you are a member or support, that is what Read only allows.
token-form-permissions-all-help = Every action, those added to the API later included.
token-form-permissions-read = Read only
token-form-permissions-read-help = Every action that reads, those added later included.
token-form-permissions-custom = Custom
token-form-permissions-custom-help = Just the actions you tick, and never one added later.
token-form-missing = <code>{ $action }</code> was missing. Chosen are the actions of the other token and <a href="#missing">this one</a>.
token-form-missing-mark = was missing

# The catalogue of actions

token-form-actions-search = Search actions
token-form-actions-search-example = devices, delete, /data …
token-form-actions-no-match = No action matches.
token-form-actions-none = None of { $all } actions chosen
token-form-actions-of-resource = <span data-chosen>{ $chosen }</span> of { $all }
token-form-actions-all = All of them
token-form-actions-all-of = All actions of { $resource }
token-form-actions-found = All that are found
token-form-actions-found-of = All actions of { $resource } that are found
token-form-actions-only-read = Only read actions<span class="hidden"> of { $resource }</span>
token-form-kind-read = read
token-form-kind-write = write

# What permissions come to, in lists and on pages

token-form-summary-all = All
token-form-summary-read = Read only
token-form-summary-custom = Custom: { $what }
token-form-summary-actions = { $count } of { $all } actions in { $resources }
token-form-summary-actions-more = { $count } of { $all } actions in { $resources } and { $more } more

# What is wrong with a form

token-form-name-missing = Give the token a name.
token-form-name-long = The name has { $length } characters; at most { $limit } fit.
token-form-name-control = The name has an invisible control character. Type it instead of pasting it.
token-form-name-taken = The application has a token of this name already. Choose another.
token-form-description-long = The description has { $length } characters; at most { $limit } fit.
token-form-description-control = The description has an invisible control character. Type it instead of pasting it.
token-form-reason-long = The reason has { $length } characters; at most { $limit } fit.
token-form-reason-control = The reason has an invisible control character. Type it instead of pasting it.
token-form-holds-secret = This held the secret of a token, which would stay here for others to see. It was cut down to its handle.
token-form-application-missing = Choose the application.
token-form-application-closed = This application takes no new tokens. Choose another.
token-form-expiry-missing = Choose when the token expires.
token-form-expiry-unknown = “{ $choice }” is not a choice of expiry.
token-form-expiry-no-moment = Enter the date and time at which the token expires.
token-form-expiry-passed = This moment has passed. Choose one in the future.
token-form-expiry-far = Choose a date before the year 10000, or Never expires.
token-form-moment-zone = “{ $zone }” is not a time zone that this server knows.
token-form-moment-unreadable = “{ $text }” is not a date and time, such as 2027-03-01T09:30.
token-form-moment-skipped = { $moment } does not exist in { $zone }: the clocks are set forward over it. Choose a time an hour later.
token-form-network-line = Line { $line }: { $fault }
token-form-network-many = These are { $count } entries; a token can have at most { $limit }.
token-form-network-more = … and { $count } more lines like these.
token-form-network-interface = “{ $entry }” names a network interface; leave out the part from %.
token-form-network-range = “{ $entry }” is not understood; write a range as a network, such as 10.0.0.0/24.
token-form-network-range-several = “{ $entry }” is not one network; write it as { $networks }.
token-form-network-brackets = “{ $entry }” is not understood; write an IPv6 address without brackets.
token-form-network-unreadable = “{ $entry }” is not an IP address or network, such as 203.0.113.7 or 10.0.0.0/24.
token-form-network-length = “{ $entry }”: the number after / is from 0 to { $longest } here.
token-form-network-fault = “{ $entry }”: { $fault }.
token-form-permissions-missing = Choose what the token may do.
token-form-permissions-none = Choose at least one action, or All permissions or Read only instead.
token-form-permissions-no-action = The catalogue has no action “{ $action }”.
token-form-permissions-unknown = “{ $choice }” is not a choice of permissions.

# The organization's rules

token-form-rule-expiry = Your organization requires an expiry. Choose when the token ends.
token-form-rule-lifetime = { $days ->
    [one] Your organization lets a token last { $days } day at most.
   *[other] Your organization lets a token last { $days } days at most.
}
token-form-rule-networks = Your organization requires an IP restriction. Enter the addresses the token works from; the whole internet is no restriction.
# Ends of a sentence about a token: "It never expires, works from any address."
token-form-breaks-both = { $before } and { $next }
token-form-breaks-expiry = never expires
token-form-breaks-lifetime = { $days ->
    [one] was made for longer than { $days } day
   *[other] was made for longer than { $days } days
}
token-form-breaks-networks = works from any address

# Editing

token-form-edit-title = Edit · { $name }
token-form-edit = Edit “<bdi>{ $name }</bdi>”
token-form-edit-theirs = What is saved now:
token-form-edit-yours = Yours is in the form below. Saving it replaces what is saved now.
token-form-edit-next = Requests from there are refused from the next one on.
token-form-edit-all-the-same = Save it all the same
token-form-for-good = Expiry and permissions can't be changed later; name, description and IP restriction can.
token-form-for-good-own = Nothing of it can be changed later: if it has to be another, delete it and create one anew.
token-form-edit-fixed = Expiry and permissions never change after creation: a different need is <a href="/integrations/tokens/new?like={ $id }">another token like this</a>.
token-form-saved = Saved “{ $name }”.
token-form-shuts-out-one = This shuts out { $address }, which used the token within the last 7 days.
token-form-shuts-out-several = This shuts out { $count } addresses, { $address } among them, which used the token within the last 7 days.
token-form-shuts-out = This may shut out addresses which used the token within the last 7 days: there were too many to keep each.
token-form-shuts-out-unknown = This shuts out callers whose address isn’t known, which used the token within the last 7 days.
token-form-overtaken = { $who } changed this token on { $when }, after you opened it. Nothing of yours was saved yet.
token-form-overtaken-by-someone = Someone changed this token after you opened it. Nothing of yours was saved yet.

# Rotating

token-form-rotate-title = Rotate · { $name }
token-form-rotate = Rotate “<bdi>{ $name }</bdi>”?
token-form-is-of = It is a token of <bdi>{ $application }</bdi> (<code>{ $handle }</code>).
token-form-rotate-what = Rotating issues another token with the same name, description, IP restriction and permissions, and a new secret, which you see once.
token-form-rotate-lasts = The new one lasts as long as this one was made for, counted from now: until { $end }.
token-form-rotate-lets-last = It lasts until { $end }, which is all that your organization allows.
token-form-rotate-never-expires = It never expires.
token-form-rotate-needs-network = <strong>It can't be rotated as it is:</strong> your organization requires an IP restriction by now, and this token works from any address. Give it one first.
token-form-edit-needs-network = Your organization requires an IP restriction by now. This token is older than the rule and may stay as it is, but it can't be rotated before it has one.
token-form-rotate-edit-networks = Edit the IP restriction
token-form-rotate-compromised = It is marked compromised: the old secret never works again, whatever uses it still.
token-form-rotate-ended = Its own secret has ended already; the new one begins now.
token-form-overlap = When does the old secret end?
token-form-overlap-help = Until then both pass, so that nothing stops while the new one is put in place. After that the old token can't be activated.
token-form-overlap-now = At once
token-form-overlap-now-help = What still uses it is refused from the next request on.
token-form-overlap-15-minutes = In 15 minutes
token-form-overlap-1-hour = In 1 hour
token-form-overlap-24-hours = In 24 hours
token-form-overlap-7-days = In 7 days
token-form-overlap-sooner = Sooner, on { $end }, when it expires.
token-form-overlap-missing = Choose when the old secret ends.
token-form-prolong-title = Let the old secret last longer · { $name }
token-form-prolong = Let the old secret of “<bdi>{ $name }</bdi>” last longer?
token-form-prolong-what = It was rotated, and ends { $when }, on { $until }.
token-form-prolong-button = Let it last longer
token-form-prolonged = The old secret of “{ $name }” lasts until { $until }.
token-form-prolonged-already = The old secret of “{ $name }” lasts until { $until } as it is: nothing was changed.
token-form-prolong-too-late = The old secret of “{ $name }” can't last longer: it was not rotated, has ended, or lasts until its own expiry or { $days } days after the rotation.
token-form-rotate-button = Rotate token
token-form-rotating = Rotating…
token-form-rotated = Rotated “{ $name }”.
token-form-rotated-already = “{ $name }” was rotated already. Its page leads to the token that took its place.
token-form-rotate-archived = “{ $application }” is archived and takes no new tokens: restore it first.
token-form-rotate-any-address = “{ $name }” works from any address, and your organization requires an IP restriction by now: give it one first, by editing it.

# Deleting

token-form-delete-title = Delete · { $name }
token-form-delete = Delete “<bdi>{ $name }</bdi>”?
token-form-delete-active = From the next request on it is refused, and it leaves the list for good. Requests that are under way finish.
token-form-delete-type = Type its name to delete it
token-form-delete-mistyped = Type the token's name, “{ $name }”: it was used within the last 24 hours.
token-form-delete-instead = Deactivate instead
token-form-deleted = Deleted “{ $name }”.

# The reveal of a secret

token-form-created-title = Token created · Application tokens
token-form-created-own-title = Token created · API tokens
token-form-new-secret-title = New secret · Application tokens
token-form-created-heading = “<bdi>{ $name }</bdi>” is created
token-form-new-secret-heading = “<bdi>{ $name }</bdi>” has a new secret
token-form-old-ended = The old one (<code>{ $handle }</code>) has ended: what still uses it is refused.
token-form-old-goes-on = The old one (<code>{ $handle }</code>) goes on until { $end }. Put the new one everywhere before then: the token's page shows who still uses the old one.
token-form-copy-now = <strong>Copy the token now.</strong> Latchkey keeps only a fingerprint of it, so it can't be shown again.
token-form-secret = Token
token-form-copy = Copy token
token-form-copy-own = Copy to clipboard
token-form-copy-and-close = Copy and close
token-form-download = Download
token-form-have-copied = I have copied my application token to a safe place
token-form-have-copied-own = I have copied my API token to a safe place
token-form-close-window = Close window
token-form-created = Created “{ $name }”.
token-form-try = Try it
token-form-try-variable = Put the token into the variable <code>LATCHKEY_TOKEN</code>: this line waits until you paste it and press Enter, shows nothing of it, and keeps it out of the shell's history.
token-form-try-gate = Then ask the gate whether it passes:
token-form-try-own = Then ask what it may do:
token-form-try-not-from = You are at <code>{ $address }</code>, which is not in its IP restriction: from here the answer is 403.
token-form-curl = curl line
token-form-variable = line for the variable
token-form-variable-copy = Copy this line
token-form-curl-copy = Copy curl line
token-form-try-counted = Requests are counted every few seconds: what you try shows under Usage, on the token's page, shortly after.
token-form-may = What it may do
token-form-acts-as = Acts as
token-form-from = From
token-form-until = Until
token-form-never-expires = It never expires
token-form-handle = Handle

# A form that was sent twice

token-form-repeated-title = Already created · Application tokens
token-form-repeated = This token was created already
token-form-repeated-made = The form was sent before, and made <a href="/integrations/tokens/{ $id }">“<bdi>{ $name }</bdi>”</a>. No second token was made.
token-form-repeated-secret = Its secret was shown once, in the answer to the first sending, and can't be shown again. If that answer was lost on the way, delete the token and create it again.
token-form-repeated-open = Open the token
token-form-repeated-again = Delete it and create again
token-form-repeated-create = Create another token
token-form-repeated-back = Back to the list

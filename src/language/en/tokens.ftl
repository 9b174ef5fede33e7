# Tokens in lists: those of the organization, one's own, and those that were chosen. Found ones, too.

tokens-count = { $count ->
    [one] { $count } token
   *[other] { $count } tokens
}
tokens-count-more = more than { $most } tokens
tokens-any-address = Any address
tokens-networks = { $count ->
    [one] { $count } network
   *[other] { $count } networks
}
# It follows “by”.
tokens-creator-you = <span class="on-screen">you</span><span class="on-paper">{ $name }</span>
tokens-creator-token = token “{ $name }”
tokens-by = by <bdi>{ $who }</bdi>

# The heads of columns

tokens-head-chosen = Chosen
tokens-head-application = Application
tokens-head-permissions = Permissions
tokens-head-addresses = Addresses
tokens-head-expires = Expires
tokens-head-more = More
tokens-head-requests-day = Requests in 24 hours
tokens-head-requests-week = Requests in 7 days
tokens-label-requests-day = In 24 hours
tokens-label-requests-week = In 7 days

# What stands beside a token in its row

tokens-unconfirmed = not confirmed as copied
tokens-no-expiry-either = no expiry either
tokens-replaced = replaced
tokens-paused-back = paused, back { $when }
tokens-blocked-archived = application archived
tokens-blocked-rule = breaks a rule
tokens-blocked-for = blocked: { $why }
tokens-switch = Active: { $name }
tokens-switch-in-use = In use within the last 24 hours: once it is off, its requests are refused at once.

# The organization's list

tokens-heading = Application tokens
tokens-add = Add token
tokens-add-first = Add first token
tokens-empty = An application token lets a program use your API in your organization's name, with just the permissions you choose, for as long as you choose.
tokens-empty-ask = There are none yet. An administrator of your organization can create one.

tokens-banner-compromised = { $count ->
    [one] { $count } token is compromised and has not been replaced.
   *[other] { $count } tokens are compromised and have not been replaced.
}
tokens-banner-compromised-more = More than { $most } tokens are compromised and have not been replaced.
tokens-banner-expiring = { $count ->
    [one] { $count } token expires within { $days } days.
   *[other] { $count } tokens expire within { $days } days.
}
tokens-banner-expiring-more = More than { $most } tokens expire within { $days } days.
tokens-banner-blocked = Among the tokens shown here are some that are blocked at the gate, because they break a rule of your organization.
tokens-banner-show = { $count ->
    [one] Show it
   *[other] Show them
}

tokens-search-label = Search
tokens-search-help = Name, description, handle, a whole token or a decision id
tokens-search = Search
tokens-status-any = Any
tokens-application-all = All
tokens-application-archived = (archived)
tokens-only = Show
tokens-compromised-by = { $when } by <bdi>{ $who }</bdi>
tokens-only-all = All tokens
tokens-only-expiring = Expires soon
tokens-only-never-used = Never used
tokens-only-unused = Unused for { $days } days
tokens-only-any-address = No IP restriction
tokens-only-unconfirmed = Not confirmed as copied
tokens-only-breaks-rules = Breaks a rule
tokens-only-unreplaced = Compromised, not replaced
tokens-filter-text = “{ $text }”
tokens-filter-unknown-application = Unknown application
tokens-filter-creator = Created by { $name }
tokens-filter-creator-unknown = Created by one person
tokens-none-match = No token matches.
tokens-none-match-text = A secret is found as a whole, or by the 8 characters after its prefix; never by its end.
tokens-sort-by = Sort by
tokens-ascending = (ascending)
tokens-descending = (descending)

tokens-choose = Choose { $name }
tokens-choose-all = Choose all on this page
tokens-more-for = More for { $name }
tokens-open = Open
tokens-edit = Edit
tokens-rotate = Rotate
tokens-create-alike = Create another like this
tokens-mark-compromised = Mark compromised
tokens-deactivate = Deactivate

tokens-with-chosen = With the chosen tokens
tokens-with-chosen-do = With the chosen tokens:
tokens-deactivate-chosen = Deactivate…
tokens-delete-chosen = Delete…
tokens-choose-none = Clear
tokens-own-elsewhere = Tokens that act as you, and not as an application, are in <a href="/account/tokens">your account</a>.
tokens-download = Download as <a class="button small" href="{ $address }" download>CSV</a>
tokens-download-these = Download these as <a class="button small" href="{ $address }" download>CSV</a>

tokens-pasted-part = That is not a whole token. Shown is what has the same beginning.
tokens-pasted-known = That is the secret of “{ $name }”.
tokens-pasted-open = Open it
tokens-pasted-unknown = No token here has that secret. Shown is what has the same beginning.

# Several at once

tokens-deactivate-count = { $count ->
    [one] Deactivate { $count } token
   *[other] Deactivate { $count } tokens
}
tokens-deactivate-count-ask = { $count ->
    [one] Deactivate { $count } token?
   *[other] Deactivate { $count } tokens?
}
tokens-delete-count = { $count ->
    [one] Delete { $count } token
   *[other] Delete { $count } tokens
}
tokens-delete-count-ask = { $count ->
    [one] Delete { $count } token?
   *[other] Delete { $count } tokens?
}
tokens-deactivating-means = From the next request on they are refused, until an administrator activates them.
tokens-deleting-means = From the next request on they are refused, and they leave the list for good.
tokens-chosen-used = { $count ->
    [one] <strong>{ $count } of them was used in the last 7 days.</strong> What uses it will be refused.
   *[other] <strong>{ $count } of them were used in the last 7 days.</strong> What uses them will be refused.
}
tokens-chosen-off = { $count ->
    [one] One of them is inactive, expired or compromised already.
   *[other] { $count } of them are inactive, expired or compromised already.
}
tokens-chosen-unused = Nothing will break that Latchkey knows of: nobody has used them in the last 7 days.
tokens-chosen = The chosen tokens
tokens-how-many-used = How many of them were used within the last 24 hours?
tokens-how-many-used-help = Type { $count } to delete them all the same.
tokens-how-many-used-wrong = Type { $count }: so many of them were used within the last 24 hours.
tokens-reason-help = What their administrators should know. Up to { $limit } characters.
tokens-reason-needed = Say why: the administrators of the tokens will ask.
tokens-chosen-too-many = At most { $limit } tokens can be chosen at once.
tokens-chosen-for-what = Choose whether to deactivate or to delete them.

tokens-deactivated-all = { $count ->
    [one] Deactivated { $count } token.
   *[other] Deactivated { $count } tokens.
}
tokens-activated-all = { $count ->
    [one] Activated { $count } token.
   *[other] Activated { $count } tokens.
}
tokens-deactivated-none = { $count ->
    [one] The token was not deactivated.
   *[other] None of the { $count } tokens was deactivated.
}
tokens-activated-none = { $count ->
    [one] The token was not activated.
   *[other] None of the { $count } tokens was activated.
}
tokens-deactivated-some = Deactivated { $done } of { $count } tokens.
tokens-activated-some = Activated { $done } of { $count } tokens.
tokens-deleted-all = { $count ->
    [one] Deleted { $count } token.
   *[other] Deleted { $count } tokens.
}
tokens-deleted-none = { $count ->
    [one] The token was not deleted.
   *[other] None of the { $count } tokens was deleted.
}
tokens-deleted-some = Deleted { $done } of { $count } tokens.
tokens-deleted-already = “{ $name }” was deleted already.
tokens-gone = “{ $name }” is not there any more.
tokens-done-unsettled = “{ $name }”: this was done. Whether every server of this portal knows of it yet could not be found out: it takes a few seconds at the most.
tokens-perhaps-done = “{ $name }”: the database was lost on the way. Look whether this was done; doing it again does no harm.
tokens-not-asked = “{ $name }”: the database can't be asked, try again.

# One's own

tokens-own = API tokens
tokens-own-new-title = New token · API tokens
tokens-own-new = New API token
tokens-own-help = API tokens are personal tokens: they act as you, at Latchkey's own <a href="/api/docs">API</a> and at applications that accept personal tokens. When you leave the organization they stop working.
tokens-own-accepted = In { $organization } these accept them: { $applications }.
tokens-own-accepted-none = In { $organization } no application accepts them at present.
tokens-own-at-most-reads = Your role here is { $role }: your tokens can only read, whatever their permissions say.
tokens-own-no-access = <strong>You don't have API access here.</strong> An administrator of your organization can grant it, on the page Members.
tokens-own-no-access-any-more = <strong>You don't have API access here any more:</strong> these tokens are refused. An administrator of your organization can grant it, on the page Members.
tokens-own-full = You have { $limit } tokens, which is the most. Delete one that you don't use before you create another.
tokens-own-empty = You have no API tokens in { $organization }.
tokens-own-first = Create your first
tokens-own-shut-by = switched off by { $who }: an administrator can activate it
tokens-own-name-taken = You have a token of this name already. Choose another.
tokens-own-too-many = You have { $limit } API tokens, which is the most. Delete one that you don't use.
tokens-own-may-not = You don't have API access here. An administrator of your organization can grant it.
tokens-own-repeated = The form was sent before, and made “{ $name }”. Its secret was shown once, in the answer to that. If it was lost on the way, delete the token and create it again.
tokens-own-repeated-gone = The form was sent before. The token that it made has been deleted since.
tokens-own-created = Created “{ $name }”.
tokens-own-delete-which = It is an API token of yours (<code>{ $handle }</code>).
tokens-own-delete-active = From the next request on it is refused, and it leaves the list for good.
tokens-own-delete-in-use = It was used within the last 24 hours.
tokens-own-delete-off = It is refused already; deleting it takes it off the list for good.
tokens-own-deleted = Deleted “{ $name }”.

# Found by anybody

tokens-found = I found a token
tokens-found-help = You came across a token of this portal, in a log, a repository or a chat? Paste it here, and it is ended for good. That can't be undone: if it is one of yours that is merely in the wrong place, <a href="/integrations">rotate it</a> instead.
tokens-found-label = Token
tokens-found-label-help = The whole of it, or the lines that it stands in. Nothing of that is stored.
tokens-found-none = There is no whole token in that, so nothing was ended. Paste all of it, to its last character.
tokens-found-many = There are more than { $most } tokens in that, so nothing was ended. Paste it in parts.
tokens-found-long = That is very long, so nothing was ended. Paste only the lines that the token stands in.
tokens-found-end = End this token
tokens-found-thanks = Thank you
tokens-found-done = If that was a token in force here, it is not any more: whoever has it is refused from now on, and its administrators see that it was ended. Nothing of what you sent is kept.
tokens-found-another = Report another
tokens-found-too-many = Many tokens were reported from your network. Go on in an hour.

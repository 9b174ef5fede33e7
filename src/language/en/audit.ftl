# The audit log: the page, its filters, what is told of each event, and the check of the chain.

audit-count = { $count ->
    [one] { $count } event
   *[other] { $count } events
}
audit-count-more = more than { $most } events
audit-printed-part = Printed here: { $shown } of { $count }, from event { $newest } back to event { $oldest }. The others are on further pages; the CSV file has all of them.
audit-printed-part-uncounted = { $shown ->
    [one] Printed here: { $shown } event, from event { $newest } back to event { $oldest }. The others are on further pages; the CSV file has all of them.
   *[other] Printed here: { $shown } events, from event { $newest } back to event { $oldest }. The others are on further pages; the CSV file has all of them.
}
audit-download = Download as <a class="button small" href="{ $csv }">CSV</a> <a class="button small" href="{ $json }">JSON</a>
audit-download-these = Download these as <a class="button small" href="{ $csv }">CSV</a> <a class="button small" href="{ $json }">JSON</a>
audit-no-format = The format is csv or json.
audit-verify = Verify
audit-verifying = Verifying…

# Filters

audit-events = Events
audit-who = Who
audit-anybody = Anybody
audit-what = What was done
audit-anything = Anything
audit-token = Token
audit-token-help = Handle or name
audit-other-tokens = Each token has its own events. These had the same name lately, or came right before or after it by rotation:
audit-other-created = created { $at }
audit-which-token = Which one is meant?
audit-perhaps-tokens = No token has exactly this handle or name. Choose one of those that come near.
audit-no-such-token = No token here has this handle or name.
audit-several-tokens = Several tokens have this name. Enter the handle of the one you mean.
audit-first-day = First day (UTC)
audit-last-day = Last day (UTC)
audit-show = Show
audit-not-a-day = Enter a day such as 2026-11-22.
audit-days-reversed = The last day is before the first.
audit-by = By { $name }
audit-by-command-line = By the command line
audit-by-unknown = By an unknown actor
audit-about = About { $name }
audit-about-unknown = About something unknown
audit-from-day = From { $day } UTC
audit-to-day = To { $day } UTC
audit-unknown-actor = An unknown actor
audit-nothing-so-far = Nothing found so far.
audit-no-match = No event matches.
audit-looked-at = Looked at { $count } events, up to { $at }, and found no more that match.
audit-pages = log
audit-newer = Newer
audit-older = Older
audit-further = Look further

audit-noun-token = Tokens
audit-noun-user = Accounts
audit-noun-application = Applications
audit-noun-organization = Organization
audit-noun-installation = Installation
audit-noun-member = Members
audit-noun-invitation = Invitations

# Who it was

audit-actor-token = token “{ $name }”
audit-actor-command-line = the command line
audit-command-line = Command line
audit-latchkey-itself = Latchkey itself
audit-kind-token = token
audit-kind-system = system

audit-unknown-action = { $form ->
    [about] { $action } { $about }
   *[plain] { $action }
}
audit-subject = <bdi class="about">{ $name }</bdi>

# An event

audit-from-address = <span class="hidden">from </span>{ $address }
audit-from-unknown-address = from an unknown address
audit-event = Event { $seq }, { $at }, from { $address }
audit-event-unknown-address = Event { $seq }, { $at }, from an unknown address
audit-open-token-that-did = Open the token that did it
audit-only-by = Only by <bdi>{ $name }</bdi>
audit-only-about = Only about <bdi>{ $name }</bdi>
audit-only-such = Only such events

# What else is told of it

audit-field-name = Name
audit-field-email = E-mail address
audit-field-description = Description
audit-field-networks = IP restriction
audit-field-handle = Handle
audit-field-application = Application
audit-field-acts-as = Acts as
audit-field-expires = Expires
audit-field-permissions = Permissions
audit-field-role = Role
audit-field-api-access = API access
audit-field-browser = Browser
audit-field-session-address = Signed in from
audit-field-sessions = Sessions
audit-field-require-expiry = Expiry required
audit-field-lifetime-cap = Longest lifetime in days
audit-field-require-network = IP restriction required
audit-field-block-rule-breakers = Tokens that break a rule blocked
audit-field-predecessor = Replaces
audit-field-successor = Replaced by
audit-field-ends = The old secret ends
audit-field-until = Paused until
audit-field-reason = Reason
audit-field-invitation = Invitation
audit-field-account = Account
audit-field-made-at = Made at

audit-fact = { $field }: { $value }
audit-added = { $field }: { $after }, none before
audit-gone = { $field }: none, { $before } before
audit-became = { $field }: { $before } became { $after }
audit-created-through = It was created through “{ $name }” ({ $handle })

audit-none = none
audit-yes = yes
audit-no = no
audit-never = never
audit-quoted = “{ $text }”
audit-all-permissions = All permissions
audit-all = all
audit-read-only = read only
audit-actions = { $count ->
    [one] { $count } action: { $actions }
   *[other] { $count } actions: { $actions }
}
audit-browser-on = { $browser } on { $system }
audit-unknown-browser = unknown

# Reasons that Latchkey itself gave

audit-reason-holder = Its holder ended it.
audit-reason-reported = Reported as found, by somebody who had its secret.
audit-reason-found = GitHub's secret scanning found it in public.
audit-reason-found-at = GitHub's secret scanning found it at { $place }
audit-reason-invited-again = Invited again.
audit-reason-no-administrator = { $name } is no administrator any more.
audit-reason-no-member = { $name } doesn't belong to the organization any more.

# The check of the chain

audit-verification = Verification
audit-verification-title = Verification · Audit log
audit-broken = Broken: { $what }.
audit-broken-checked = { $count ->
    [one] { $count } event looked at until there. The log was changed by someone who can write to the database. Keep a copy of the database as it is, and compare it with a backup.
   *[other] { $count } events looked at until there. The log was changed by someone who can write to the database. Keep a copy of the database as it is, and compare it with a backup.
}
audit-otherwise = Not as in the line: { $what }.
audit-otherwise-intact = { $count ->
    [one] In itself the log holds: { $count } event looked at, as it was recorded.
   *[other] In itself the log holds: { $count } events looked at, each as it was recorded, and none missing.
}
audit-otherwise-means = Either the line was miscopied, or the chain was rewritten by someone who can write to the database. Compare the line with where it was noted, character by character. If it is the same, keep a copy of the database as it is, and compare it with a backup.
audit-otherwise-means-any = Either the line was miscopied, or it is of another organization, or the chain was rewritten by someone who can write to the database. Compare the line with where it was noted, and of which organization. If it is the same, keep a copy of the database as it is, and compare it with a backup.
audit-intact = Intact.
audit-intact-as-noted = Event { $seq } is still as in your line, and so is every event before it.
audit-checked-at = Verified { $at }.
audit-intact-checked = { $count ->
    [one] { $count } event looked at: each is as it was recorded, and none is missing.
   *[other] { $count } events looked at: each is as it was recorded, and none is missing.
}
audit-head = The end of the chain
audit-head-help = Each event carries the hash of the one before it. Whoever can write to the database could still rewrite all that came after some event, with matching hashes. Keep this line where they can't reach it: it shows later whether what is now in the log is still there.
audit-head-copy = Copy line
audit-compare = Compare with a line kept earlier
audit-line = Line
audit-line-help = As it was given out under “The end of the chain”.
audit-line-wrong = A line is a number, a colon and 64 hexadecimal characters, with the id of the organization and a colon before it in lines given out by now.
audit-line-elsewhere = This line is of another organization. Switch to that one to compare it.
audit-verify-again = Verify again
audit-back = Back to the audit log
audit-verified-already = This audit log is being verified already.

audit-broken-altered = event { $seq } is not what was recorded: its hash does not match it
audit-broken-before-first = there is an event before the first one
audit-broken-gap = event { $missing } is missing: after event { $after } comes event { $found }
audit-broken-moved = event { $seq } does not follow the event before it: it names another hash
audit-broken-truncated = the end is missing: the last event is { $last }, and the end of the chain is noted as { $head }
audit-broken-beyond-head = event { $seq } comes after what is noted as the end of the chain
audit-broken-head-differs = what is noted as the end of the chain has another hash than the last event, { $seq }
audit-broken-no-head = what is noted as the end of the chain is missing
audit-broken-empty = every event is missing, the organization's founding included
audit-broken-not-as-noted = event { $seq } has another hash than the line
audit-broken-shorter = the chain ends at event { $last }, and the line is of event { $noted }

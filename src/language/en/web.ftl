# What every page has around its content, moments, forms, and the pages of failed requests.

web-error-title = Error: { $title }
web-skip = Skip to content
web-main-navigation = Main
web-organization = Organization
web-organization-before = Organization:{" "}
web-organizations = Your organizations
web-switch-to = Switch to
web-sign-out = Sign out
web-printed = { $organization }, as of { $at }, printed by { $who }
web-undo = Undo
web-pages-of = Pages of the { $what }
web-problem = There is a problem

# What several rooms say

web-breadcrumb = Breadcrumb
web-cancel = Cancel
web-save = Save
web-saving = Saving…
web-delete = Delete
web-rename = Rename
web-copy = Copy
web-optional = optional
web-previous = Previous
web-next = Next
web-list = list
web-filters = Filters in force
web-filter-remove = : remove this filter
web-filters-clear = Clear filters
web-and-more = and { $count } more
web-never = Never
web-unknown = Unknown
web-not-said = Not said
web-facts = Facts
web-history = History
web-danger-zone = Danger zone
web-name = Name
web-status = Status
web-created = Created
web-last-used = Last used
web-reason = Reason
web-program = Program
web-email = E-mail address
web-password = Password
web-mail-hello = Hello,

place-integrations = Integrations
place-applications = Applications
place-members = Members
place-audit = Audit log
place-support = Leaked tokens
place-settings = Settings

role-administrator = administrator
role-member = member
role-support = support

# Moments

time-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
time-month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
time-exact = { $day } { $month } { $year }, { $clock } UTC
time-day = { $day } { $month } { $year }
time-just-now = just now
time-under-a-minute = in under a minute
time-in-minutes = { $count ->
    [one] in { $count } minute
   *[other] in { $count } minutes
}
time-in-hours = { $count ->
    [one] in { $count } hour
   *[other] in { $count } hours
}
time-in-days = { $count ->
    [one] in { $count } day
   *[other] in { $count } days
}
time-in-months = { $count ->
    [one] in { $count } month
   *[other] in { $count } months
}
time-in-years = { $count ->
    [one] in { $count } year
   *[other] in { $count } years
}
time-minutes-ago = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
time-hours-ago = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
time-days-ago = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
time-months-ago = { $count ->
    [one] { $count } month ago
   *[other] { $count } months ago
}
time-years-ago = { $count ->
    [one] { $count } year ago
   *[other] { $count } years ago
}

# Forms

form-twice = The field “{ $field }” was sent more than once.
form-unknown-field = This form has no field “{ $field }”.
form-not-valid = This is not valid.
form-too-many-fields = The form has more than { $limit } fields. No form of ours has.
form-not-whole = The form did not arrive whole. Send it again.

# Pages of failed requests

error-taken-meanwhile = The right to do this was taken away while it was on its way. Nothing was changed.
error-unavailable = Latchkey can't reach its database at the moment. Nothing was changed.
error-unwritable = Latchkey can't write to its database at the moment: its disk may be full. Nothing was changed.
error-internal = Something went wrong on our side. It has been logged.
error-not-found = There is nothing at this address, or it isn't yours to see.
error-no-place = You don't belong to any organization here any more.
error-elsewhere = This belongs to { $name }, another of your organizations.
error-too-large = What was sent is larger than the { $limit } bytes accepted here.
error-wrong-type = A form is sent as application/x-www-form-urlencoded.
error-foreign-origin = This form was not sent from a page at this portal's address.
error-method = This address does not accept that method.

error-made-unsettled = The change was made. Whether every server of this portal knows of it yet could not be found out: it takes a few seconds at the most.
error-perhaps-made = The database failed while the change was being made: it was made wholly, or not at all.
error-heading-made-unsettled = Made, and not known everywhere
error-heading-perhaps-made = Not known whether it was made
error-heading-forbidden = Not for your role
error-heading-no-place = No place in any organization
error-heading-foreign-origin = Not accepted from there
error-heading-not-found = Not found
error-heading-elsewhere = In another organization
error-heading-conflict = That can't be done now
error-heading-malformed = That can't be understood
error-heading-too-large = Too much text
error-heading-wrong-type = Not a form
error-heading-method = Not that way
error-heading-busy = One at a time
error-heading-unavailable = Not available right now
error-heading-internal = Our fault

error-request = To ask the operator of this portal about it, quote the request:
error-switch-to = Switch to { $name }
error-back-to-integrations = Back to Integrations
error-start-page = Go to Latchkey's start page
error-next-forbidden = Ask an administrator of your organization: your account’s page says who they are.
error-next-no-place = Ask an administrator to invite you again, or sign out and in with another account.
error-next-foreign-origin = Open the portal at its own address and try again. If this is its address, its operator has to set LATCHKEY_PUBLIC_URL to it.
error-next-not-found = Check the address, or begin at the start page.
error-next-conflict = Go back and look at its present state.
error-next-malformed = Go back and try again: what you typed is still there.
error-next-too-large = Go back and shorten it: what you typed is still there.
error-next-wrong-type = Go back and send the form again.
error-next-method = Go back to the page you came from.
error-next-moment = Try again in a moment.
error-next-internal = Try again. If it happens again, tell whoever runs this portal.

# What a role lacks

access-cant = You can't do this as { $role }: { $needs }.
access-token-cant = A token can't do this.
access-needs-place = it takes a place in an organization
access-needs-administrator = it takes the administrator role
access-needs-support = it takes the administrator or the support role
access-switched = This form is of “{ $meant }”, and you have switched to “{ $now }” since, in another tab or window. Nothing was changed. Switch back, and send it again.
access-switched-from-none = This form is of an organization that you have no place in any more; you are in “{ $now }” now. Nothing was changed.

# What scripts say

script-copied = Copied.
script-copied-button = Copied
script-not-copied = Could not copy. It is selected: press { $keys }C.
script-control-key = Ctrl+
script-discard = Discard what you typed?
script-show-typed = Show what is typed
script-apply-filters = Apply
script-never-ends = It works until someone switches it off.
script-has-passed = { $moment } has passed.
script-ends = Ends { $moment }, { $distance }.
script-ends-also-utc = Ends { $moment }, { $distance } ({ $utc }).
script-none-chosen = None chosen
script-some-chosen = { $chosen } of { $all } chosen
script-one-token-chosen = 1 token chosen
script-tokens-chosen = { $count } tokens chosen
script-not-saved = That could not be saved.
script-not-reached = The server could not be reached. Try again in a moment.
script-sign-in-tab = Sign in in a new tab
script-signed-in-again = You are signed in again. Nothing was done so far: try again now.
script-not-sent = The server could not be reached, so nothing was done. This page is as you left it: try again in a moment.
script-not-sent-switched = You have switched to another organization since, in another tab, so nothing was done. This page keeps what you entered.
script-switch-back = Switch back
script-switched-back = You have switched back. Nothing was done so far: try again now.
script-not-sent-signed-out = You were signed out, so nothing was done. This page keeps what you entered: sign in in a new tab, then try again here.
script-not-sent-yet = No answer yet. Nothing was done so far: it is sent as soon as the server answers.
script-not-answered = No answer yet: it isn't known whether it was done. This page goes on as soon as the answer comes.
script-not-answered-yet = No answer from the server yet.
script-activating = Activating…
script-deactivating = Deactivating…
script-activating-token = Activating “{ $name }”…
script-deactivating-token = Deactivating “{ $name }”…
script-switch-not-answered = No answer yet: it isn't known whether “{ $name }” is active. It is said here as soon as it is known.
script-switch-not-reached = The server could not be reached: it isn't known whether “{ $name }” is active. It is said here as soon as it is known.
script-switch-signed-out = You were signed out, and it isn't known whether “{ $name }” is active. Once you are signed in, it is said here.
script-switched-nothing = You were signed out, so “{ $name }” was not changed. Sign in in a new tab, then try again here.
script-is-active = “{ $name }” is active.
script-is-inactive = “{ $name }” is not active.
script-is-gone = “{ $name }” is not in this list any more.

# The use of a token: totals, chart, callers and refusals on its page, and what would break without it.

usage-heading = Usage
usage-counted = Requests are counted every few seconds: the latest show shortly after, when the page is loaded again.
usage-never = Nobody has presented this token yet. Its requests, callers and refusals show here within seconds.
usage-quiet = Not presented in the last { $days } days.
usage-totals = <span><span class="swatch admitted" aria-hidden="true"></span><strong>{ $admitted }</strong> admitted</span> and <span><span class="swatch refused" aria-hidden="true"></span><strong>{ $refused }</strong> refused</span> in the last { $days } days

# The chart

usage-per-day = Requests per day
usage-chart-in-words = { $admitted } admitted and { $refused } refused in the last { $days } days. The table below has each day.
usage-bar = { $day }: { $admitted } admitted, { $refused } refused
usage-as-table = Show as a table
usage-day = Day (UTC)
usage-admitted = Admitted
usage-refused = Refused

# Callers

usage-callers = Callers
usage-callers-since = Counted since each was first seen; the totals above are of the last { $days } days.
usage-latest-callers = The { $count } seen last.
usage-address = Address
usage-first-seen = First seen
usage-last-seen = Last seen
usage-reported-by = reported by <bdi>{ $name }</bdi>

# Refusals

usage-by-reason = Refused, by reason
usage-recent-refusals = Recent refusals
usage-latest-refusals = The latest { $count }.
usage-when = When
usage-request = Request
usage-not-kept = Not kept
usage-no-single-reading = a path without a single reading

# Why a request was refused, without the full stop

usage-reason-no-credential = No token was presented
usage-reason-many-credentials = More than one credential was presented
usage-reason-unknown = No token has the secret that was presented
usage-reason-deleted = { $when ->
    [now] The token is deleted
   *[then] The token was deleted
}
usage-reason-compromised = { $when ->
    [now] The token is marked compromised
   *[then] The token was marked compromised
}
usage-reason-expired = { $when ->
    [now] The token has expired
   *[then] The token had expired
}
usage-reason-inactive = { $when ->
    [now] The token is switched off
   *[then] The token was switched off
}
usage-reason-organization-blocked = { $when ->
    [now] The organization is suspended
   *[then] The organization was suspended
}
usage-reason-application-blocked = { $when ->
    [now] The application is archived or deleted
   *[then] The application was archived or deleted
}
usage-reason-person-blocked = { $when ->
    [now] The person it acts as has lost their place or the privilege
   *[then] The person it acts as had lost their place or the privilege
}
usage-reason-rule-blocked = { $when ->
    [now] The token breaks a rule of the organization
   *[then] The token broke a rule of the organization
}
usage-reason-other-application = The request was for another application
usage-reason-not-accepted = The request was for no application that accepts personal tokens
usage-reason-address = { $when ->
    [now] The address is not in the IP restriction
   *[then] The address was not in the IP restriction
}
usage-reason-path = The path could be read in more than one way
usage-reason-method = The method could be read in more than one way
usage-reason-misconfigured = The proxy did not say what was asked
usage-reason-permission = Its permissions don't admit the action
usage-reason-not-known = Refused for a reason that is not known here

# Who still presents a token that is off

usage-knocking = <strong>Still knocking.</strong> { $refused }
usage-knocking-from = <strong>Still knocking.</strong> { $refused }, last from
usage-knocking-since-deleted = { $count ->
    [one] Refused once since it was deleted
   *[other] Refused { $count } times since it was deleted
}
usage-knocking-since-compromised = { $count ->
    [one] Refused once since it was marked compromised
   *[other] Refused { $count } times since it was marked compromised
}
usage-knocking-since-expired = { $count ->
    [one] Refused once since it ended
   *[other] Refused { $count } times since it ended
}
usage-knocking-since-inactive = { $count ->
    [one] Refused once since it was switched off
   *[other] Refused { $count } times since it was switched off
}
usage-knocking-lately = { $count ->
    [one] Refused once in the last { $days } days
   *[other] Refused { $count } times in the last { $days } days
}
usage-knocker = <code>{ $address }</code>, { $last }
usage-knocker-with = <code>{ $address }</code> with <bdi>{ $program }</bdi>, { $last }
usage-knocker-unknown = an unknown address, { $last }
usage-knocker-unknown-with = an unknown address with <bdi>{ $program }</bdi>, { $last }
usage-knocking-what = Something there still has the old secret. <a href="#usage-heading">See its callers</a>

# What would break without a token

usage-impact-what-breaks = What will break?
usage-impact-nothing-breaks = Nothing that Latchkey knows of: nobody has used it in the last 7 days.
usage-impact-who-uses = Who uses the old secret?
usage-impact-nobody-uses = Nobody has in the last 7 days.
usage-requests = { $count ->
    [one] { $count } request
   *[other] { $count } requests
}
usage-impact-used = <strong>{ $day }</strong> in the last 24 hours, <strong>{ $week }</strong> in the last 7 days.
# As it follows "from"
usage-callers-counted = { $count ->
    [one] { $count } caller
   *[other] { $count } callers
}
usage-callers-at-least = { $count ->
    [0] callers that were not told apart
    [one] at least { $count } caller
   *[other] at least { $count } callers
}
usage-impact-used-by = <strong>{ $day }</strong> in the last 24 hours, <strong>{ $week }</strong> in the last 7 days, from { $callers }; the last one { $last }.
usage-caller = <code>{ $address }</code>, { $last }
usage-caller-with = <code>{ $address }</code> with <bdi>{ $program }</bdi>, { $last }
usage-caller-unknown = An unknown address, { $last }
usage-caller-unknown-with = An unknown address with <bdi>{ $program }</bdi>, { $last }
usage-aside-lately = {" "}It was in use: { $day } in the last 24 hours, { $week } in the last 7 days, from { $callers }; the last one { $last }.
usage-aside = {" "}It had { $week } in the last 7 days.
usage-aside-by = {" "}It had { $week } from { $callers } in the last 7 days.

# Which callers have gone over to a rotated token's successor, without the full stop

usage-moved-nobody = Nobody has used the old secret in the last { $days } days
usage-moved-all = { $count ->
    [1] Its only caller has been seen with the new secret
    [2] Both callers have been seen with the new secret
   *[other] All { $count } callers have been seen with the new secret
}
usage-moved-none = { $count ->
    [1] Its only caller has not been seen with the new secret yet
   *[other] None of its { $count } callers has been seen with the new secret yet
}
usage-moved-some = { $moved ->
    [one] { $moved } of its { $count } callers has been seen with the new secret
   *[other] { $moved } of its { $count } callers have been seen with the new secret
}

# A decision of the gate, explained to people with a role, and a request tried on a token.

gate-to-do = What to do next

# The checks

gate-check-credential = Exactly one credential
gate-check-known = A token that is known
gate-check-in-force = In force
gate-check-application = For this application
gate-check-address = From an address that is admitted
gate-check-action = An action that its permissions admit
gate-check-passed = Passed
gate-check-failed = Failed
gate-check-open = Not reached

# Looking up a decision

gate-look-up-of = Decisions
gate-look-up-label = Look up a decision id
gate-look-up-example = dec_…
gate-look-up = Look up
gate-look-up-help = Every refused caller gets one, in the header <code>X-Latchkey-Decision-Id</code>.
gate-unknown = Nothing is known of this decision
gate-unknown-why = The id is cut off or mistyped, or the decision was about a token that isn't yours to see. If you belong to several organizations, switch to the token's.

# The page of a decision

gate-decision-title = { $reason } · Decision
gate-decided-token = <bdi>{ $name }</bdi> was refused on { $at } ({ $ago }) · <code>{ $id }</code>
gate-decided = Refused on { $at } ({ $ago }) · <code>{ $id }</code>
gate-checks = Check by check
gate-request = The request
gate-request-line = Request
gate-request-without-path = (a path without a single reading)
gate-request-address = Address
gate-request-asked-at = Asked at
gate-request-soon = Its address, method and path are written within seconds: load this page again.
gate-request-not-kept = Its address, method and path are not kept any more: only those of a token's latest refusals are.
gate-request-of-nobody = Nothing of it is kept: it was not held against any token.
gate-token-now = The token now
gate-token-expires = Expires
gate-now-admitted = The same request would be admitted now.
gate-now-same = The same request would be refused now, too.
gate-now-other = The same request would be refused now for another reason: { $reason }.

# What is said of the checks that came before

gate-passed-credential = One was presented.
gate-passed-known = It was the whole secret of “{ $name }”.
gate-passed-in-force = The token was active, and nothing else blocked it.
gate-passed-application = The request was for “{ $name }”.
gate-passed-accepting = The request was for an application that accepts personal tokens.
gate-passed-address = { $address } was admitted.
gate-passed-unknown-address = It was admitted, or left to whoever asked.

# Why: without a token that is known

gate-why-no-credential = The request had no token where one is looked for.
gate-do-no-credential = Send it in the header Authorization, as Bearer or as the password of Basic.
gate-do-no-credential-proxy = If the integration does, look for a proxy on the way that takes the header away.
gate-why-many-credentials = The request had several credentials; which of them the API would take can't be known.
gate-do-many-credentials = Send one header Authorization with one credential. A library and a proxy may each add one.
gate-why-misconfigured = The proxy before the API did not say which request it asked about, so there was nothing to judge.
gate-do-misconfigured-log = Whoever runs the proxy finds the reason in Latchkey's log, under “misconfiguration”.
gate-do-misconfigured-examples = The examples that come with Latchkey say what each proxy has to send.
gate-why-unknown = What was presented is the secret of no token: it is mistyped, cut off, or of another installation.
gate-do-unknown-compare = Compare its first twelve characters with the handles in the list of tokens.
gate-do-unknown-search = Paste it into the search of the list: that says whose it is, and keeps nothing of it.

# Why: with a token that is known

gate-why-method = The method is none of HTTP's, or a header such as X-HTTP-Method-Override asks the API to take another one than the gate looks at.
gate-why-deleted = { $known ->
    [when-and-who] It was deleted on { $when } by { $who }.
    [when] It was deleted on { $when }.
   *[nothing] It was deleted.
}
gate-why-compromised = { $known ->
    [when-and-who] It was marked compromised on { $when } by { $who }.
    [when] It was marked compromised on { $when }.
   *[nothing] It was marked compromised.
}
gate-why-superseded = { $known ->
    [when-and-who] It was replaced by its successor, and ended on { $when } by { $who }.
    [when] It was replaced by its successor, and ended on { $when }.
   *[nothing] It was replaced by its successor, and ended.
}
gate-why-expired = { $known ->
    [when-and-who] It expired on { $when } by { $who }.
    [when] It expired on { $when }.
   *[nothing] It expired.
}
gate-why-switched-off = { $known ->
    [when-and-who] It was switched off on { $when } by { $who }.
    [when] It was switched off on { $when }.
   *[nothing] It was switched off.
}
gate-why-activated-since = { $known ->
    [when-and-who] It was off then. Since then it was activated on { $when } by { $who }.
    [when] It was off then. Since then it was activated on { $when }.
   *[nothing] It was off then. Since then it was activated.
}
gate-why-with-reason = { $why } Reason: { $reason }
gate-why-paused = It is paused until { $until }.
gate-why-organization-blocked = The organization is suspended, and with it all of its tokens.
gate-why-application-blocked = Its application is archived or deleted, and with it all of its tokens.
gate-why-person-blocked = The person it acts as has left the organization, or lost the API access privilege.
gate-why-rule-blocked = It breaks a rule of the organization, which wants such tokens blocked.
gate-why-asked-elsewhere = It was asked for at “{ $asked }”, and is a token for “{ $own }”.
gate-why-asked-outside = It was asked for at “{ $asked }”, which is none of this organization's, and is a token for “{ $own }”.
gate-why-path-elsewhere = The path { $path } names another application than “{ $own }”, the token's.
gate-why-other-application = It is a token for “{ $own }”, and the request was for another application.
gate-why-personal-not-accepted = It is a personal token, of { $person }, and “{ $asked }” doesn't accept personal tokens.
gate-why-personal-archived = It is a personal token, of { $person }, and “{ $asked }” is archived: no token passes there.
gate-why-personal-accepted-since = It is a personal token, of { $person }. “{ $asked }” did not accept personal tokens then, and does now.
gate-why-personal-path-elsewhere = It was asked for at “{ $asked }”, and the path { $path } names another application.
gate-why-personal-outside = It is a personal token, of { $person }, and “{ $asked }” is none of this organization's applications.
gate-why-personal-none-named = It is a personal token, of { $person }: it passes only at an application that accepts personal tokens, and the request named none.
gate-why-personal-not-kept = It is a personal token, of { $person }: it passes only at an application of this organization that accepts personal tokens.
gate-why-address = { $address } is not in the IP restriction. { $now }
gate-why-address-changed = { $address } was not in the IP restriction, which was changed since and admits it now. { $now }
gate-why-address-unreadable = The caller's address can't be told, so it is in no IP restriction. { $now }
gate-why-address-not-kept = The caller's address was not in the IP restriction. { $now }
gate-networks-now = It is: { $listed }.
gate-networks-now-more = It is: { $listed } and { $more } more.
gate-networks-lifted = It has been lifted since.
gate-why-path = The gate could admit one thing, and the API behind it serve another.
gate-why-permission-not-kept = Its permissions are: { $permissions }.
gate-why-no-action = The catalogue, the list of what the API can do, has no action for { $wanted }.
gate-why-permission-changed = { $wanted } is { $action }: “{ $summary }”. They admit it by the catalogue as it is now, which was changed since.
gate-why-role-reads = { $wanted } is { $action }: “{ $summary }”. Its permissions admit it, but a personal token never does more than { $person }: as a member or support, they only read.
gate-why-not-chosen = { $wanted } is { $action }: “{ $summary }”. It is not among the { $count } actions chosen.
gate-why-read-only = { $wanted } is { $action }: “{ $summary }”. Read only admits what reads, and this may change something.

# What to do with a token that is known

gate-do-organization-blocked = Whoever runs this portal has suspended the organization: ask them. Nothing was changed in it.
gate-do-application-blocked = Its tokens pass again as they are once the application is restored.
gate-to-application = Go to the application
gate-do-person-blocked = It passes again once the person is back, with the API access privilege.
gate-to-members = Go to the members
gate-do-rule-blocked = What breaks the rule never changes: the integration needs a token that keeps it, or the rule has to go.
gate-to-rules = Go to the rules
gate-ask-for-one = { $what } Ask an administrator for one.
gate-takes-administrator = { $what } That takes an administrator.
gate-takes-owner = { $what } That is for { $person }.
gate-to-own-tokens = Go to your API tokens
gate-do-method = Send the request with the method that is meant, and without that header.
gate-do-deleted = A deleted token never comes back: the integration needs another one.
gate-do-compromised = It never works again: the integration needs another one.
gate-do-compromised-find = Find out where the old secret still is: whoever has it is refused, and goes on trying.
gate-do-expired = An end never moves: the integration needs another one.
gate-do-successor = { $name } ({ $handle }) took its place: give the caller that one's secret. If nobody has it any more, it has to be rotated again.
gate-to-successor = Go to what replaced it
gate-administrators = Administrators here: { $names }.
gate-no-such-action = The catalogue has no such action
gate-do-again = Send the request again.
gate-do-activate = If it should work, activate it.
gate-to-status = Go to its status
gate-do-own-application = Send the request to the token's own application, and name no other in its path.
gate-do-token-of-other = For the other application it takes a token of that one.
gate-do-accept-personal = If people's own tokens should pass at “{ $asked }”, tick “Accept personal tokens” on its page.
gate-do-accept-personal-somewhere = If people's own tokens should pass at the application that was asked for, tick “Accept personal tokens” on its page.
gate-to-applications = Go to the applications
gate-do-application-token = A program that runs by itself is better off with an application token: it doesn't end with a person's place here.
gate-do-name-application = Send the request to the entrance of one application, or with a path that names one.
gate-do-name-one-application = Send the request to the application that its path names.
gate-do-own-organization = Send the request to an application of this organization that accepts personal tokens.
gate-do-add-address = If that address is the integration's, add it.
gate-do-address-other = A personal token can't be edited: if that address is the integration's, it needs another token that admits it.
gate-do-mark-compromised = If you don't know it, someone else has the secret: mark the token compromised.
gate-do-path = Send it in its plain form: without “//”, “.” and “..” between slashes, “;”, “\”, an encoded slash, or what is encoded twice.
gate-do-near-action = The catalogue has { $method } { $path }: look whether that is meant.
gate-do-check-path = Check the method and the path: most likely one of them is wrong. If the API has the action, whoever runs this portal adds it to the catalogue; until then it passes with All permissions only.
gate-do-permission = Permissions never change after creation: what the integration needs beyond them takes another token.

# Trying a request

gate-simulation-title = Would a request pass? · { $name }
gate-simulation-lead = <bdi>{ $name }</bdi> { $badge } What the gate would say to a request with it. Nothing is sent, and nothing counted.
gate-simulation-method = Method
gate-simulation-path = Path
gate-simulation-address = Address
gate-simulation-address-help = Where it comes from, as the gate sees it.
gate-simulation-address-help-any = Where it comes from, as the gate sees it. This token works from any.
gate-simulation-time = Time <span class="zone" data-zone-name>(UTC)</span>
gate-simulation-time-help = When it comes: an end that has not come yet can be tried. Empty means now.
gate-simulation-try = Try it
gate-simulation-try-from-here = Try it from here ({ $address })
gate-simulation-back = Back to the token
gate-simulation-verdict = The verdict
gate-simulation-admitted = Admitted: { $words }
gate-simulation-refused = Refused: { $words }
gate-simulation-for = For { $at }, by the token as it is now.
gate-simulation-checked = What is checked
gate-simulation-passes = It would pass
gate-simulation-all-pass = All six checks pass.
gate-simulation-choose-method = Choose a method.
gate-simulation-path-too-long = The path is longer than { $limit } characters.
gate-simulation-path-missing = Enter the path as the API sees it, from its first slash on.
gate-simulation-address-missing = Enter the address it comes from: the token has an IP restriction.
gate-simulation-no-address = “{ $typed }” is not an IP address, such as 203.0.113.7.

gate-here-not-absolute = Here the path does not begin with a slash.
gate-here-segment = Here the path has a dot segment or an empty segment.
gate-here-escape = Here the path has an escape that is broken or doubled.
gate-here-character = Here the path has a character that programs read differently.
gate-here-not-utf8 = Here the path is not UTF-8.

gate-tried-credential = Taken for granted.
gate-tried-known = Taken for granted: the whole secret is presented.
gate-tried-ends = Active, and it ends only on { $end }.
gate-tried-never-ends = Active, and it never expires.
gate-tried-application = The path names no other application than “{ $name }”.
gate-tried-accepting = The path names an application that accepts personal tokens.
gate-tried-any-address = It works from any address.
gate-tried-address = { $address } is in the IP restriction.
gate-tried-action = It is { $action }: “{ $summary }”. { $admitting }
gate-tried-no-action = The catalogue has no action for it. { $admitting }
gate-tried-all = All permissions admit everything.
gate-tried-read-only = Read only admits what reads.
gate-tried-custom = It is among the { $count } actions chosen.

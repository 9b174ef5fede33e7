# One token: its page, what is done to it, and what can't be.

token-active = Active
token-inactive = Inactive
token-compromised = Compromised
token-expired = Expired
token-deleted = Deleted
token-expires-soon = Expires soon
token-ends = Ends { $when }
token-ended = Ended
token-blocked = Blocked

# Its page

token-title = { $name } · Application tokens
token-title-own = { $name } · API tokens
token-deleted-by = <strong>Deleted</strong> { $when } by <bdi>{ $who }</bdi>. This page is all that is left of it.
token-compromised-by = <strong>Marked compromised</strong> { $when } by <bdi>{ $who }</bdi>. It never works again, and can't be activated by anybody.
token-compromised-replaced = Another token took its place.
token-compromised-replace = Rotate it, or delete it.
token-reason-was = Reason: { $reason }
token-as-support = { $who } (support)
token-blocked-archived = <strong>Blocked: application archived.</strong> The gate refuses this token whatever its own status is, until its application is restored.
token-blocked-rule = <strong>Blocked: breaks a rule.</strong> The gate refuses this token whatever its own status is, because it { $breaks }. { $helps ->
    [edit] Edit it: with an IP restriction it keeps the rule.
    [create] Create another like it that keeps the rules.
    [own] Whose it is deletes it, and <a href="/account/tokens">creates another personal token</a> that keeps the rules.
   *[rotate] Rotate it, or create another like it that keeps the rule.
}
token-blocked-rule-replaced = <strong>Blocked: breaks a rule.</strong> The gate refuses this token whatever its own status is, because it { $breaks }. Another token took its place.
token-breaks-rule = <strong>It breaks a rule</strong> of your organization: it { $breaks }. It is older than the rule, and left as it is. { $helps ->
    [edit] With an IP restriction, which you can edit, it keeps the rule.
    [create] Create another like it that keeps the rules.
    [own] Whose it is deletes it, and <a href="/account/tokens">creates another personal token</a> that keeps the rules.
   *[rotate] Rotating it makes a successor that keeps the rule.
}

token-overlap-old = Replaced by a new secret
token-overlap-new = The old secret still works
token-overlap-over = The old secret has ended
token-overlap-held = The old secret
token-overlap-next = This token was rotated: <a href="/integrations/tokens/{ $id }"><bdi>{ $name }</bdi></a> (<code>{ $handle }</code>) took its place. Both pass until { $until } ({ $when }); then this one ends for good.
token-overlap-next-over = This token was rotated: <a href="/integrations/tokens/{ $id }"><bdi>{ $name }</bdi></a> (<code>{ $handle }</code>) took its place. This one ended { $when }; what still uses it is refused.
token-overlap-next-held = This token was rotated: <a href="/integrations/tokens/{ $id }"><bdi>{ $name }</bdi></a> (<code>{ $handle }</code>) took its place. { $pass ->
    [old] At present only this one passes, and it ends { $when }. The page of the new one says why that does not.
    [new] At present only the new one passes.
   *[none] At present neither of them passes: the page of each says why.
}
token-overlap-before = This token took the place of <a href="/integrations/tokens/{ $id }"><bdi>{ $name }</bdi></a> (<code>{ $handle }</code>), whose secret still passes until { $until } ({ $when }).
token-overlap-before-over = This token took the place of <a href="/integrations/tokens/{ $id }"><bdi>{ $name }</bdi></a> (<code>{ $handle }</code>), which ended { $when }. What still uses that one is refused.
token-overlap-before-held = This token took the place of <a href="/integrations/tokens/{ $id }"><bdi>{ $name }</bdi></a> (<code>{ $handle }</code>). { $pass ->
    [old] At present only the old one passes, and it ends { $when }. This page says why this one does not.
    [new] At present only this one passes.
   *[none] At present neither of them passes: the page of each says why.
}
token-overlap-address = Address
token-overlap-last-old = Last with the old secret
token-overlap-last-new = Last with the new one
token-overlap-not-yet = not yet
token-overlap-prolong = Let it last longer…
token-overlap-end = End the old secret now

token-fact-description-none = None
token-fact-created-by = { $when } by <bdi>{ $who }</bdi>
token-fact-expires = Expires
token-fact-whole-internet = the whole internet
token-fact-last-used-from = { $when } from { $address }
token-fact-last-used-by = { $when } by <bdi>{ $program }</bdi>
token-fact-last-used-from-by = { $when } from { $address } by <bdi>{ $program }</bdi>
token-fact-replaces = Replaces
token-fact-replaced-by = Replaced by
token-fact-copied = Copying confirmed
token-fact-copied-yes = Yes
token-fact-copied-used = No, but it has been used
token-fact-copied-no = No
token-fact-copied-no-help = A secret is shown once. If this one was lost, rotate the token.
token-fact-copied-no-own = A secret is shown once. If this one was lost, delete the token and create another.

token-switched = Last switched { $when } by <bdi>{ $who }</bdi>.
token-paused-until = <strong>Paused</strong> until { $until } ({ $when }). It passes again by itself then.
token-pause-end = End the pause now
token-pause-longer = Deactivate or pause longer…
token-rotated-on = Rotated: its secret ended on { $when }, can't be activated.
token-expired-on = Expired on { $when }, can't be activated.
token-superseded = Another token took its place: this one can't be activated once it is off.
token-superseded-ended = Another token took its place: this one can't be activated again.
token-active-help = The gate lets it pass.
token-active-blocked-help = The gate lets it pass as soon as nothing blocks it any more.
token-inactive-help = Refused from the next request on, until it is activated.
token-inactive-had = It had { $day } in the last 24 hours and { $week } in the last 7 days.
token-pause-some-time = Pause…

token-permissions-all = <strong>All permissions</strong>: every action, those added to the API later included.
token-permissions-read = <strong>Read only</strong>: every action that reads, those added later included.
token-permissions-listed = { $permissions }, and none that is added later.
token-permissions-gone = not in the catalogue any more: admits nothing
token-simulate = Would a request pass?

token-history-in-log = In the audit log
token-history-from = { $when } from { $address }

token-danger-compromise = <strong>Someone else knows the secret?</strong> Mark the token compromised: it stops at once and can never be activated again.
token-danger-delete = <strong>Not needed any more?</strong> Delete the token: it stops at once and leaves the list, for good.
token-danger-delete-off = <strong>Not needed any more?</strong> Delete the token: it is refused already, and leaves the list, for good.

# Before it is shut

token-shut-nothing-left = <strong>Nothing is left then:</strong> it took the place of <code>{ $handle }</code>, whose secret ends { $when }.
token-shut-title-deactivate = Deactivate · { $name }
token-shut-title-pause = Pause · { $name }
token-shut-title-compromise = Mark compromised · { $name }
token-shut-deactivate-ask = Deactivate “<bdi>{ $name }</bdi>”?
token-shut-pause-ask = Pause “<bdi>{ $name }</bdi>”?
token-shut-compromise-ask = Mark “<bdi>{ $name }</bdi>” compromised?
token-shut-end-ask = End the old secret of “<bdi>{ $name }</bdi>”?
token-shut-deactivate = From the next request on it is refused, until an administrator activates it.
token-shut-blocked = The gate refuses it already, because it is blocked.
token-shut-deactivate-blocked = It then stays off until an administrator activates it.
token-shut-pause = From the next request on it is refused, and passes again by itself when the time is up.
token-shut-pause-blocked = It is off until the time is up, and stays blocked after that.
token-shut-compromise = From the next request on it is refused, and it can never be activated again, by anybody.
token-shut-compromise-blocked = It can then never be activated again, by anybody, even once the block ends.
token-shut-end = Another token took its place. From the next request on this one is refused, for good.
token-shut-end-blocked = Another token took its place: this one is then refused for good, even once the block ends.
token-end-left = Still only with the old one:
token-pause-you-end = You can end the pause before.
token-pause-administrator-ends = An administrator can end the pause before.
token-let-through = Requests that are under way finish.
token-others-go = { $count ->
    [one] <strong>{ $count } other token goes with it:</strong> created through this one, by itself or by a token that it created. Whoever knows this secret may know theirs.
   *[other] <strong>{ $count } other tokens go with it:</strong> created through this one, by itself or by a token that it created. Whoever knows this secret may know theirs.
}
token-others-too = { $count ->
    [one] Deactivate the token created through it, too
   *[other] Deactivate the { $count } tokens created through it, too
}
token-others-too-help = { $count ->
    [one] By itself, or by a token that it created. It goes on otherwise.
   *[other] By itself, or by a token that it created. They go on otherwise.
}
token-pause-length = For how long
token-pause-quarter-hour = 15 minutes
token-pause-hour = 1 hour
token-pause-day = 1 day
token-pause-length-unknown = Choose how long: 15 minutes, 1 hour or 1 day.
token-pause-instead = Or pause it for
token-pause-instead-help = It is refused until then, and passes again by itself.
token-pause = Pause
token-end-now = End it now
token-reason-help = What its administrators should know. Up to { $limit } characters.
token-reason-compromised-help = How it is known that someone else has the secret, such as where it was found. Up to { $limit } characters.
token-reason-needed = Say why: the administrators of the token will ask.
token-reason-deactivated-needed = Say why the token is deactivated: its administrators will ask.
token-reason-paused-needed = Say why the token is paused: its administrators will ask.
token-reason-compromised-needed = Say how it is known that the token is compromised.

# What was done

token-activated = Activated “{ $name }”.
token-resumed = Ended the pause of “{ $name }”: it passes again.
token-active-already = “{ $name }” was active already.
token-deactivated = { $created ->
    [0] Deactivated “{ $name }”.
    [one] Deactivated “{ $name }”, and { $created } token created through it.
   *[other] Deactivated “{ $name }”, and { $created } tokens created through it.
}
token-ended-old-secret = { $created ->
    [0] Ended the old secret of “{ $name }”.
    [one] Ended the old secret of “{ $name }”, and { $created } token created through it.
   *[other] Ended the old secret of “{ $name }”, and { $created } tokens created through it.
}
token-inactive-already = “{ $name }” was inactive already.
token-paused = Paused “{ $name }” until { $until }.
token-paused-already = “{ $name }” is paused until { $until } already.
token-unchanged = “{ $name }” was not changed.
token-marked-compromised = { $others ->
    [0] Marked “{ $name }” compromised. It never works again.
    [one] Marked “{ $name }” compromised, and { $others } token created through it. They never work again.
   *[other] Marked “{ $name }” compromised, and { $others } tokens created through it. They never work again.
}
token-compromised-already = { $others ->
    [0] “{ $name }” was marked compromised already.
   *[other] “{ $name }” was marked compromised already. What was created through it is now, too: { $others }.
}

# What can't be done

token-switched-meanwhile = { $who } switched “{ $name }” after you opened its page. Look at it again first.
token-status-unknown = “{ $status }” is not a status: choose Active or Inactive.
token-personal = “{ $name }” is a personal token of { $owner }. You can deactivate it or mark it compromised; the rest is for its owner.
token-shut-by-another = { $who } switched “{ $name }” off: only an administrator can activate it. You can delete it and create another.
token-is-compromised = “{ $name }” is marked compromised: it never works again. Create another token instead.
token-is-superseded = “{ $name }” was rotated: another token took its place, and it can't be activated any more.
token-has-expired = “{ $name }” has expired and can't be activated. Create another like it instead.
token-cant-pause = { $status ->
    [active] “{ $name }” is active: only an active token can be paused.
    [compromised] “{ $name }” is compromised: only an active token can be paused.
    [expired] “{ $name }” is expired: only an active token can be paused.
    [deleted] “{ $name }” is deleted: only an active token can be paused.
   *[inactive] “{ $name }” is inactive: only an active token can be paused.
}

# What whoever uses it has to know

token-instructions = Instructions
token-instructions-title = Instructions · { $name }
token-instructions-of = Instructions for whoever uses “<bdi>{ $name }</bdi>”
token-instructions-pass-on = Hand it over
token-instructions-help = For whoever will use the token. The secret is not in it: send that another way. Add the address of your API, which Latchkey doesn't know.
token-instructions-copy = Copy instructions
token-instructions-close = Close
token-instructions-over = “{ $name }” passes no more: there is nothing to hand over.
token-instructions-heading = API token “{ $name }” for { $application } of { $organization }
token-instructions-address = Address of the API: (to be added)
token-instructions-how = Send it with every request, in this header:
token-instructions-secret = TOKEN stands for the secret ({ $handle }), which you get separately. Keep it where nobody else can read it, and out of source code, tickets and chats.
token-instructions-all = It may do everything that the API offers.
token-instructions-read = It may read everything that the API offers, and change nothing.
token-instructions-custom = It may do this, and nothing else:
token-instructions-anywhere = It works from any address.
token-instructions-from = It works from these addresses only: { $networks }.
token-instructions-until = It works until { $until }.
token-instructions-for-good = It doesn't expire.
token-instructions-refused = If a request is refused, its answer has a header named X-Latchkey-Decision-Id. Pass that id on: it tells us why.
token-instructions-ask = Questions: { $name }, { $email }
token-instructions-leaked = Somebody else may have seen it? Tell us, and end it at once: { $address }

# The support desk: what was pasted, what was found in it, and what became of the tokens that were shut off.

support-another = Look through another text

# The box

support-lead = Paste what was leaked or sent to you: a log, a mail, a diff, a file of settings. Every token whose beginning is in it is found, also in Base64 and in web addresses, and can be shut off at once.
support-text = Text to look through
support-text-help = Up to 1 MB. It is looked through and forgotten: it is not stored, logged or shown again.
support-look = Look for tokens
support-looking = Looking…
support-text-missing = Paste the text to look through.
support-text-too-long = The text is longer than 1 MB. Paste it in parts: nothing of it was kept.
support-not-our-form = That is not the form of this page.

# What was found

support-found-title = Found · Leaked tokens
support-found = What was found
support-found-real = { $count } real
support-found-perhaps = { $count } possibly real
support-found-unknown = { $count } only token-shaped
support-found-nothing = Nothing in the text has the shape of a token. That clears nobody: a token is recognized by its beginning, the prefix and the 8 characters after it. Of its end alone, or of one that is masked, nothing can be told; ask for the beginning, or for the decision id that a refused caller got.
support-found-one = Found: { $one }.
support-found-two = Found: { $one } and { $two }.
support-found-three = Found: { $one }, { $two } and { $three }.
support-found-again = Shown are the real tokens alone: of the text nothing was kept.
support-found-more = The text holds more than { $most } texts with the shape of a token. Those were looked up, whole ones first; paste the rest in parts.

support-real = Real tokens <span class="count">{ $count }</span>
support-real-help = The text holds their whole secret.
support-real-help-first = The text holds their whole secret. Shown are the first { $shown }, those that still work before others: shut them off, then paste the text again.
support-choose-all = All { $count } that can be shut off
support-chosen = Chosen
support-choose = Shut off { $name }
support-nothing-to-shut = There is nothing to shut off: each of them is marked compromised or deleted.

support-perhaps = Perhaps these <span class="count">{ $count }</span>
support-perhaps-help = The text holds their handle, with a secret that is cut off or mistyped, or none. Whoever knows a handle can write it: look into each on its own page before you shut it off.
support-perhaps-help-first = The text holds their handle, with a secret that is cut off or mistyped, or none. Whoever knows a handle can write it: look into each on its own page before you shut it off. Shown are the first { $shown }.

support-unknown = Only token-shaped <span class="count">{ $count }</span>
support-unknown-help = None that you may see; perhaps none at all.
support-unknown-help-first = None that you may see; perhaps none at all. Shown are the first { $shown }.
support-unknown-whole = right form and checksum: forged, or not issued in your organizations
support-unknown-part = cut off or mistyped

# Rows of tokens

support-row-belongs-to = Belongs to
support-row-personal = personal, of <bdi>{ $name }</bdi>
support-row-by = by <bdi>{ $name }</bdi>
support-row-from = from { $address }
support-row-requests = { $week ->
    [one] { $week } request in { $days } days, { $day } of it in the last 24 hours
   *[other] { $week } requests in { $days } days, { $day } of them in the last 24 hours
}
support-row-callers = { $count ->
    [one] from { $count } caller
   *[other] from { $count } callers
}
support-row-line = line { $line } of the text
support-row-none = No requests in { $days } days

# Shutting off

support-shut-chosen = Shut off the chosen tokens
support-shutting = Shutting off…
support-how = How
support-deactivate-help = Refused from the next request on, until an administrator of its organization activates it.
support-compromise-help = Refused from the next request on, for good: nobody can activate it again. Tokens that were created with it at Latchkey’s API are marked, too.
support-reason-help = Where the tokens were found. Their administrators read it, in the audit log too. Up to { $limit } characters.
support-choose-tokens = Choose the tokens to shut off.
support-choose-way = Choose whether to deactivate or to mark compromised.
support-list-too-old = The list of tokens is more than an hour old. Paste the text again.
support-list-not-shown = That is no list of tokens that you were shown. Paste the text again.
support-not-in-text = One of these tokens was not found in the text.

# What was done

support-done-title = Shut off · Leaked tokens
support-done = What was done
support-done-in-part = Not all of it could be done.
support-done-in-part-help = Paste the text again and repeat it: what is done already stays as it is.
support-token-by-token = Token by token
support-token = Token
support-a-token = A token that was found
support-created-through = Created through it, marked compromised too:
support-left = { $count ->
    [one] <strong>{ $count } more real token in that text was not chosen.</strong> It is as it was:
   *[other] <strong>{ $count } more real tokens in that text were not chosen.</strong> They are as they were:
}
support-left-back = Back to what was found
support-for-ticket = For the ticket
support-for-ticket-help = Handles and names, and no secret.

support-deactivated-all = { $all ->
    [one] Deactivated { $all } token.
   *[other] Deactivated { $all } tokens.
}
support-deactivated-some = { $all ->
    [one] Deactivated { $done } of { $all } token.
   *[other] Deactivated { $done } of { $all } tokens.
}
support-deactivated-none = { $all ->
    [one] The token was not deactivated.
   *[other] None of the { $all } tokens was deactivated.
}
support-marked-all = { $all ->
    [one] Marked { $all } token compromised.
   *[other] Marked { $all } tokens compromised.
}
support-marked-some = { $all ->
    [one] Marked { $done } of { $all } token compromised.
   *[other] Marked { $done } of { $all } tokens compromised.
}
support-marked-none = { $all ->
    [one] The token was not marked compromised.
   *[other] None of the { $all } tokens was marked compromised.
}

support-fate-deactivated = deactivated
support-fate-marked = marked compromised
support-fate-inactive-already = was inactive already
support-fate-marked-already = was marked compromised already
support-fate-gone = not there any more: it was deleted, or is out of your reach by now
support-fate-deactivated-unsettled = deactivated; whether every server knows of it yet could not be found out, which takes a few seconds at the most
support-fate-marked-unsettled = marked compromised, with what was created through it; whether every server knows of it yet could not be found out, which takes a few seconds at the most
support-fate-unknown = not known whether it was done: the database was lost on the way, try again
support-fate-not-done = not done: the database can't be asked, try again

# The text for the ticket

support-ticket-token = { $handle } “{ $name }” ({ $owner }, { $organization }): { $outcome }
support-ticket-a-token = A token that was found: { $outcome }
support-ticket-left = { $handle } “{ $name }” ({ $owner }, { $organization }): in the same text, not shut off
support-ticket-through = { $handle } “{ $name }”: created through it, marked compromised too

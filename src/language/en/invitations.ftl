# Inviting someone, the list of what is pending, the mail with the link, and what whoever opens it sees.

# The list

invitations-pending = Pending invitations
invitations-none-pending = Nobody is invited at the moment. An invitation is a link that works once, for { $days } days.
invitations-invited = Invited
invitations-link = Link
invitations-expires = Expires
invitations-expired = Expired
invitations-actions = Actions
invitations-by = by <bdi>{ $who }</bdi>
invitations-invite-again = Invite again<span class="hidden">: { $email }</span>
invitations-revoke = Revoke<span class="hidden"> the invitation of { $email }</span>
invitations-newest = These are the newest; there may be older ones.
invitations-mailed = Mailed
invitations-mailing-failed = Mailing failed
invitations-mailing-unknown = Not known whether it was mailed
invitations-being-mailed = Being mailed
invitations-not-mailed = Not mailed
invitations-revoked = Revoked the invitation of { $email }. Its link doesn't work any more.

# Inviting

invitations-new-title = Invite someone · Members
invitations-email-help-mailed = They sign in with it. A link is mailed to it, and shown to you once. It works once, for { $days } days.
invitations-email-help-passed-on = They sign in with it. You get a link to pass on to them: no mail server is configured. It works once, for { $days } days.
invitations-may-have-tokens = May have personal tokens
invitations-may-have-tokens-help = They act as the person, in applications that accept them.
invitations-invite = Invite
invitations-inviting = Inviting…
invitations-choose-role = Choose the role.
invitations-invited-already = { $email } is invited already. The link was shown once: invite them again for a new one.
invitations-member-already = { $name } belongs to the organization already, as { $role }.
invitations-too-many = { $limit } people were invited within 24 hours, which is the most. Go on tomorrow.

# The link, once

invitations-made-title = Invitation · Members
invitations-made-heading = Invitation for <bdi>{ $email }</bdi>
invitations-made-mailed = The link was mailed to <bdi>{ $email }</bdi>. You can pass it on yourself, too.
invitations-made-on-its-way = <strong>The mail server has not answered yet.</strong> Whether the link was mailed shows in the list of invitations. Copy it now to be safe.
invitations-made-failed = <strong>Mailing failed.</strong> Copy the link, and pass it on to them yourself. Whoever runs this portal finds the reason in its log.
invitations-made-no-server = <strong>Copy the link now,</strong> and pass it on to them yourself: no mail server is configured.
invitations-copy-link = Copy link
invitations-made-for-nobody-else = Whoever has it can accept, so give it to nobody else. Latchkey keeps only a fingerprint of it: it can't be shown again, but you can invite them again.
invitations-works = Works
invitations-works-until = Once, until { $until } ({ $distance })
invitations-done = Done
invitations-invite-someone-else = Invite someone else

# The mail

invitations-mail-subject = { $who } invites you to { $organization }
invitations-mail-invites = { $who } invites you to join { $organization } as { $role }, at the portal where it manages the tokens for its API.
invitations-mail-open = Open this link to accept. It works once, and for { $days } days: until { $until }.
invitations-mail-not-expected = If you were not expecting this, there is nothing to do: without the link nothing happens. Don't pass it on, since whoever has it can accept in your place.

# Accepting

invitations-join = Join { $organization }
invitations-join-heading = Join <bdi>{ $organization }</bdi>
invitations-invites = <bdi>{ $who }</bdi> invites <bdi>{ $email }</bdi> to join <strong><bdi>{ $organization }</bdi></strong> as <strong>{ $role }</strong>.
invitations-invites-with-api-access = <bdi>{ $who }</bdi> invites <bdi>{ $email }</bdi> to join <strong><bdi>{ $organization }</bdi></strong> as <strong>{ $role }</strong>, with API access.
invitations-api-access-means = API access: may have personal tokens, which act as the person in applications that accept them.
invitations-signed-in-as = You are signed in as <bdi>{ $name }</bdi>.
invitations-signed-in-as-another = <strong>You are signed in as someone else,</strong> <bdi>{ $email }</bdi>. Sign out, then open the link again.
invitations-back = Back to Latchkey
invitations-has-account = Have an account with this address already? <a href="{ $address }">Sign in</a>, and you come back here.
invitations-new-here = New here?
invitations-your-email = Your e-mail address
invitations-your-email-help = You sign in with it.
invitations-your-name = Your name
invitations-password-help = At least 8 characters, and not easy to guess: several unrelated words are best.
invitations-joining = Joining…
invitations-account-already = This e-mail address has an account already. Sign in with it, and you come back here.
invitations-belong-already = You belong to { $organization } already.
invitations-welcome = You belong to { $organization } now, as { $role }.

# A link that doesn't work

invitations-gone-title = Invitation
invitations-gone-heading = This invitation doesn't work
invitations-gone-why = It may have been accepted already, taken back or replaced by a newer one, or its { $days } days are over. Check that the address is whole.
invitations-gone-next = Ask whoever invited you for a new one. If you have accepted it already, sign in.
invitations-gone-next-signed-in = Ask whoever invited you for a new one. If you have accepted it already, you are there: switch to that organization in the header of any page.
invitations-gone-start = Go to Latchkey

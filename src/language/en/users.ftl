# A person's account.

account-title = Account
account-you = You
account-organizations = Organizations
account-administrators = Administrators:

account-name-change-link = Change<span class="hidden"> the name</span>
account-name-title = Name · Account
account-name-change = Change your name
account-name-help = Others see it in the list of members and in the audit log. What you did so far stays under the old one.
account-name-save = Save name
account-name-changed = You are { $name } from now on.
account-name-unchanged = You are { $name } already.

account-email-change-link = Change<span class="hidden"> the e-mail address</span>
account-email-title = E-mail address · Account
account-email-change = Change e-mail address
account-email-is = You sign in with <strong><bdi>{ $email }</bdi></strong>.
account-email-means-mailed = The new address gets a code, which shows that its mail reaches you. Changing it ends every other session of yours.
account-email-means = Check the new one well: without it you can't sign in. Changing it ends every other session of yours.
account-email-new = New e-mail address
account-email-mail-code = Mail me a code
account-email-asked = We have mailed a code to <strong><bdi>{ $email }</bdi></strong>. It works for an hour. No mail? Look among the unwanted ones, and whether the address is right.
account-email-code = Code from the mail
account-email-another = Use another address
account-email-same = This is your e-mail address already.
account-email-taken = Another account has this e-mail address.
account-email-not-mailed = The mail server did not take a mail to this address. Nothing was changed: check the address, or try again later.
account-email-code-missing = Enter the code from the mail.
account-email-code-wrong = This is not the code that was mailed to this address, or it is more than an hour old.
account-email-overtaken = Your e-mail address or your password was changed meanwhile. Nothing was changed here.
account-email-changed = You sign in with { $email } from now on. Every other session of yours has ended.

account-email-code-subject = Your code for the new e-mail address
account-email-code-text = Somebody wants to sign in to the portal at { $portal } with this e-mail address. If that is you, enter this code there:
account-email-code-for = It works for an hour.
account-email-code-not-you = If it is not you, there is nothing to do: without the code nothing happens. Give it to nobody.
account-email-taken-subject = Somebody wanted your e-mail address
account-email-taken-text = Somebody who has an account at the portal at { $portal } wanted to sign in with this e-mail address from now on. It is the address of your account there, and stays that: nothing was changed, and there is nothing to do.
account-email-changed-subject = Your e-mail address was changed
account-email-changed-text = The e-mail address of your account at the portal at { $portal } is not this one any more. It is { $new } now: one signs in with that, and mails go there.
account-email-changed-when = It was changed on { $moment }.
account-email-changed-from = It was changed on { $moment }, from the address { $address }.
account-email-changed-not-you = If it was not you, somebody else has your password: tell whoever runs the portal at once.

account-password-help = Changing it ends every other session of yours.
account-password-present = Current password
account-password-new = New password
account-password-new-help = At least 8 characters, and not easy to guess.
account-password-again = New password again
account-password-change = Change password
account-password-changing = Changing…
account-password-changed = Your password is changed, and every other session of yours has ended.
account-password-present-missing = Enter your current password.
account-password-present-wrong = This is not your current password.
account-password-new-is-present = Choose another password than the present one.
account-password-again-differs = This is not the same as the new password above.
account-password-overtaken = Your password was changed meanwhile. Sign in with the new one.

account-language = Language
account-language-label = Language of the portal
account-language-help = Pages, and mails to you. Numbers and dates follow it.
account-language-of-browser = As set in the browser
account-language-save = Save language
account-language-unknown = There is no such language to choose.
account-language-chosen = The portal is in English from now on.

account-tokens-help = Personal tokens: they act as you, for programs of your own.
account-tokens-manage = Manage API tokens

account-sessions = Sessions
account-sessions-end-others = End all others
account-sessions-end-all = Sign out everywhere
account-sessions-only-here = You are signed in here only.
account-sessions-help = Where you are signed in. One that you don't know: end it, and change your password.
account-sessions-browser = Browser
account-sessions-address = Address
account-sessions-signed-in = Signed in
account-sessions-last-activity = Last activity
account-sessions-this-one = this one
account-sessions-now = Now
account-sessions-unknown-address = unknown address
account-sessions-end = End
account-sessions-more = And { $count } more that were used before these.

# What a person is known by

person-email-missing = Enter an e-mail address.
person-email-not-one = This is not an e-mail address, such as ada@example.com.
person-name-missing = Enter a name.
person-name-too-long = The name is too long; at most { $most } characters fit.
person-name-disguised = The name has an invisible control character.
password-too-short = Choose a password of at least { $least } characters.
password-too-long = Choose a password of at most { $most } bytes.
password-easy = This password is easy to guess. Take a longer one, such as several unrelated words.

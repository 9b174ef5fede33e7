# A person's account.

account-title = Account
account-you = You
account-name = Name
account-email = E-mail address
account-organizations = Organizations

account-password = Password
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
account-language-of-browser = As the browser asks
account-language-save = Save language
account-language-unknown = There is no such language to choose.
account-language-chosen = From now on the portal speaks English to you.

account-tokens = API tokens
account-tokens-help = Tokens that act as you, for programs of your own.
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
account-sessions-address-unknown = Unknown
account-sessions-unknown-address = unknown address
account-sessions-end = End
account-sessions-sign-out = Sign out
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

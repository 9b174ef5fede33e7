# Signing in, and sessions.

sign-in = Sign in
sign-in-busy = Signing in…
sign-in-undone = You were signed out, so what you just sent was not done. Sign in and send it again: you come back to the page it was sent from.
sign-in-email-missing = Enter your e-mail address.
sign-in-password-missing = Enter your password.
sign-in-forgotten = <strong>Forgotten your password?</strong> Whoever runs this portal can set a new one for you. An administrator of your organization knows who that is.
sign-in-wrong = There is no account with this e-mail address and password.
sign-in-wait-seconds = { $count ->
    [one] That failed too often. Try again in a second.
   *[other] That failed too often. Try again in { $count } seconds.
}
sign-in-wait-minutes = { $count ->
    [one] That failed too often. Try again in { $count } minute.
   *[other] That failed too often. Try again in { $count } minutes.
}

signed-in = You are signed in
signed-in-elsewhere = If a form waits for you in another tab, close this one and send it there: what you typed is still in it.

session-switched = You are now in { $organization }.
session-ended = Ended that session: from its next request on it is signed out.
session-no-other = There was no other session.
session-others-ended = { $count ->
    [one] Ended the other session.
   *[other] Ended the { $count } other sessions.
}

# What a browser says it is

session-browser-on = { $browser } on { $system }
session-browser-unknown = Unknown program

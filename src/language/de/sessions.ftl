# Anmelden und Sitzungen.

sign-in = Anmelden
sign-in-busy = Anmeldung läuft…
sign-in-undone = Sie waren abgemeldet, daher wurde nicht ausgeführt, was Sie gerade gesendet haben. Melden Sie sich an und senden Sie es noch einmal: Sie kommen auf die Seite zurück, von der es kam.
sign-in-email-missing = Geben Sie Ihre E-Mail-Adresse ein.
sign-in-password-missing = Geben Sie Ihr Passwort ein.
sign-in-forgotten = <strong>Passwort vergessen?</strong> Wer dieses Portal betreibt, kann Ihnen ein neues geben. Wer das ist, wissen die Administratoren Ihrer Organisation.
sign-in-wrong = E-Mail-Adresse oder Passwort stimmt nicht.
sign-in-wait-seconds = { $count ->
    [one] Das ist zu oft fehlgeschlagen. Versuchen Sie es in einer Sekunde noch einmal.
   *[other] Das ist zu oft fehlgeschlagen. Versuchen Sie es in { $count } Sekunden noch einmal.
}
sign-in-wait-minutes = { $count ->
    [one] Das ist zu oft fehlgeschlagen. Versuchen Sie es in { $count } Minute noch einmal.
   *[other] Das ist zu oft fehlgeschlagen. Versuchen Sie es in { $count } Minuten noch einmal.
}

signed-in = Sie sind angemeldet
signed-in-elsewhere = Wenn in einem anderen Tab ein Formular auf Sie wartet, schließen Sie diesen hier und senden Sie es dort ab: Was Sie eingegeben haben, steht noch darin.

session-switched = Sie sind jetzt in { $organization }.
session-ended = Die Sitzung ist beendet: Ab ihrer nächsten Anfrage ist sie abgemeldet.
session-no-other = Es gab keine andere Sitzung.
session-others-ended = { $count ->
    [one] Die andere Sitzung ist beendet.
   *[other] Die { $count } anderen Sitzungen sind beendet.
}

# Was ein Browser von sich sagt

session-browser-on = { $browser } unter { $system }
session-browser-unknown = Unbekanntes Programm

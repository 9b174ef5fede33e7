# Das Konto einer Person.

account-title = Konto
account-you = Sie
account-name = Name
account-email = E-Mail-Adresse
account-organizations = Organisationen

account-password = Passwort
account-password-help = Wenn Sie es ändern, enden alle Ihre anderen Sitzungen.
account-password-present = Aktuelles Passwort
account-password-new = Neues Passwort
account-password-new-help = Mindestens 8 Zeichen und nicht leicht zu erraten.
account-password-again = Neues Passwort wiederholen
account-password-change = Passwort ändern
account-password-changing = Wird geändert…
account-password-changed = Ihr Passwort ist geändert, und alle Ihre anderen Sitzungen sind beendet.
account-password-present-missing = Geben Sie Ihr aktuelles Passwort ein.
account-password-present-wrong = Das ist nicht Ihr aktuelles Passwort.
account-password-new-is-present = Wählen Sie ein anderes Passwort als das aktuelle.
account-password-again-differs = Das stimmt nicht mit dem neuen Passwort oben überein.
account-password-overtaken = Ihr Passwort wurde inzwischen geändert. Melden Sie sich mit dem neuen an.

account-language = Sprache
account-language-label = Sprache des Portals
account-language-help = Gilt für die Seiten und für E-Mails an Sie, auch für Zahlen und Datumsangaben.
account-language-of-browser = Wie im Browser eingestellt
account-language-save = Sprache speichern
account-language-unknown = Diese Sprache steht nicht zur Wahl.
account-language-chosen = Das Portal spricht ab jetzt Deutsch mit Ihnen.

account-tokens = API-Tokens
account-tokens-help = Tokens, die in Ihrem Namen handeln, für Ihre eigenen Programme.
account-tokens-manage = API-Tokens verwalten

account-sessions = Sitzungen
account-sessions-end-others = Alle anderen beenden
account-sessions-end-all = Überall abmelden
account-sessions-only-here = Sie sind nur hier angemeldet.
account-sessions-help = Hier sind Sie angemeldet. Kennen Sie eine Sitzung nicht, beenden Sie sie und ändern Sie Ihr Passwort.
account-sessions-browser = Browser
account-sessions-address = Adresse
account-sessions-signed-in = Angemeldet
account-sessions-last-activity = Letzte Aktivität
account-sessions-this-one = diese hier
account-sessions-now = Jetzt
account-sessions-address-unknown = Unbekannt
account-sessions-unknown-address = unbekannte Adresse
account-sessions-end = Beenden
account-sessions-sign-out = Abmelden
account-sessions-more = { $count ->
    [one] Und { $count } weitere, die davor verwendet wurde.
   *[other] Und { $count } weitere, die davor verwendet wurden.
}

# Woran man eine Person kennt

person-email-missing = Geben Sie eine E-Mail-Adresse ein.
person-email-not-one = Das ist keine E-Mail-Adresse wie ada@example.com.
person-name-missing = Geben Sie einen Namen ein.
person-name-too-long = Der Name ist zu lang; erlaubt sind höchstens { $most } Zeichen.
person-name-disguised = Der Name enthält ein unsichtbares Steuerzeichen.
password-too-short = Wählen Sie ein Passwort mit mindestens { $least } Zeichen.
password-too-long = Wählen Sie ein Passwort mit höchstens { $most } Bytes.
password-easy = Dieses Passwort ist leicht zu erraten. Nehmen Sie ein längeres, etwa mehrere Wörter ohne Zusammenhang.

# Das Konto einer Person.

account-title = Konto
account-you = Sie
account-organizations = Organisationen
account-administrators = Administratoren:

account-name-change-link = Ändern<span class="hidden">: Name</span>
account-name-title = Name · Konto
account-name-change = Namen ändern
account-name-help = Andere sehen ihn in der Liste der Mitglieder und im Audit-Log. Was Sie bisher getan haben, bleibt unter dem alten verzeichnet.
account-name-save = Namen speichern
account-name-changed = Sie heißen ab jetzt { $name }.
account-name-unchanged = Sie heißen bereits { $name }.

account-email-change-link = Ändern<span class="hidden">: E-Mail-Adresse</span>
account-email-title = E-Mail-Adresse · Konto
account-email-change = E-Mail-Adresse ändern
account-email-is = Sie melden sich mit <strong><bdi>{ $email }</bdi></strong> an.
account-email-means-mailed = An die neue Adresse schicken wir einen Code, damit sicher ist, dass E-Mails Sie dort erreichen. Mit der Änderung enden alle Ihre anderen Sitzungen.
account-email-means = Prüfen Sie die neue Adresse genau: Ohne sie können Sie sich nicht anmelden. Mit der Änderung enden alle Ihre anderen Sitzungen.
account-email-new = Neue E-Mail-Adresse
account-email-mail-code = Code schicken
account-email-asked = Wir haben einen Code an <strong><bdi>{ $email }</bdi></strong> geschickt. Er gilt eine Stunde. Keine E-Mail? Sehen Sie im Spam-Ordner nach, und prüfen Sie die Adresse.
account-email-code = Code aus der E-Mail
account-email-another = Andere Adresse verwenden
account-email-same = Das ist bereits Ihre E-Mail-Adresse.
account-email-taken = Diese E-Mail-Adresse gehört zu einem anderen Konto.
account-email-not-mailed = Der Mailserver hat keine E-Mail an diese Adresse angenommen. Es wurde nichts geändert: Prüfen Sie die Adresse, oder versuchen Sie es später noch einmal.
account-email-code-missing = Geben Sie den Code aus der E-Mail ein.
account-email-code-wrong = Das ist nicht der Code, den wir an diese Adresse geschickt haben, oder er ist älter als eine Stunde.
account-email-overtaken = Ihre E-Mail-Adresse oder Ihr Passwort wurde inzwischen geändert. Hier wurde nichts geändert.
account-email-changed = Sie melden sich ab jetzt mit { $email } an. Alle Ihre anderen Sitzungen sind beendet.

account-email-code-subject = Ihr Code für die neue E-Mail-Adresse
account-email-code-text = Jemand möchte sich am Portal { $portal } mit dieser E-Mail-Adresse anmelden. Wenn Sie das sind, geben Sie dort diesen Code ein:
account-email-code-for = Er gilt eine Stunde.
account-email-code-not-you = Wenn nicht, brauchen Sie nichts zu tun: Ohne den Code geschieht nichts. Geben Sie ihn niemandem.
account-email-taken-subject = Jemand wollte Ihre E-Mail-Adresse verwenden
account-email-taken-text = Jemand mit einem Konto am Portal { $portal } wollte sich dort künftig mit dieser E-Mail-Adresse anmelden. Sie gehört zu Ihrem Konto, und das bleibt so: Es wurde nichts geändert, und Sie brauchen nichts zu tun.
account-email-changed-subject = Ihre E-Mail-Adresse wurde geändert
account-email-changed-text = Zu Ihrem Konto am Portal { $portal } gehört diese E-Mail-Adresse nicht mehr. Es hat jetzt { $new }: Damit meldet man sich an, und dorthin gehen E-Mails.
account-email-changed-when = Geändert wurde sie am { $moment }.
account-email-changed-from = Geändert wurde sie am { $moment }, von der Adresse { $address } aus.
account-email-changed-not-you = Wenn Sie das nicht waren, kennt jemand Ihr Passwort: Sagen Sie sofort denen Bescheid, die das Portal betreiben.

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
account-language-chosen = Das Portal ist ab jetzt auf Deutsch.

account-tokens-help = Persönliche Tokens: Sie handeln in Ihrem Namen, für Ihre eigenen Programme.
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
account-sessions-unknown-address = unbekannte Adresse
account-sessions-end = Beenden
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

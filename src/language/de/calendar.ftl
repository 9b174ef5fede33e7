# Der Kalender der Abläufe: seine Adresse, auf den Seiten der Einstellungen.

calendar-heading = Kalender der Abläufe
calendar-help = Eine Adresse, die Kalenderprogramme abonnieren können: Sie nennt, wann Anwendungstokens ablaufen, mit Namen und Kennungen. Wer die Adresse hat, kann das ohne Anmeldung lesen.
calendar-made = Die Adresse wurde { $when } erstellt. Sie wurde einmal gezeigt und kann nicht noch einmal gezeigt werden.
calendar-make-first = Adresse erstellen
calendar-make = Neue Adresse erstellen
calendar-end = Kalender beenden
calendar-making = Wird erstellt…
calendar-ending = Wird beendet…
calendar-cancel = Abbrechen

# Was gefragt wird, bevor die jetzige Adresse endet

calendar-make-title = Neue Adresse · Einstellungen
calendar-end-title = Kalender beenden · Einstellungen
calendar-make-ask = Neue Adresse erstellen?
calendar-end-ask = Kalender beenden?
calendar-make-none = Der Kalender hat zurzeit keine Adresse.
calendar-end-none = Der Kalender hat zurzeit keine Adresse: Es gibt nichts zu beenden.
calendar-make-means = Die jetzige Adresse gilt sofort nicht mehr, und die neue wird Ihnen einmal gezeigt. Kalender, die sie abonniert haben, behalten, was sie abgerufen haben, und erfahren nichts Neues, bis sie die neue bekommen.
calendar-end-means = Die jetzige Adresse gilt sofort nicht mehr. Kalender, die sie abonniert haben, behalten, was sie abgerufen haben, und erfahren nichts Neues.
calendar-overtaken = Die Adresse des Kalenders wurde inzwischen erstellt oder beendet, von Ihnen oder jemand anderem. Jetzt wurde nichts geändert.
calendar-ended = Der Kalender ist beendet. Seine Adresse gilt nicht mehr.
calendar-none = Es gibt keinen Kalender.

# Die eine Seite, die die Adresse zeigt

calendar-reveal = Die Adresse des Kalenders
calendar-breadcrumb = Navigationspfad
calendar-copy-now = <strong>Kopieren Sie die Adresse jetzt.</strong> Latchkey behält nur einen Fingerabdruck davon; sie kann also nicht noch einmal gezeigt werden.
calendar-address = Adresse
calendar-copy = Adresse kopieren
calendar-subscribe = Abonnieren Sie sie in einem Kalenderprogramm, damit sie ab und zu abgerufen wird. Wer sie hat, kann lesen, wann Ihre Tokens ablaufen, mit Namen und Kennungen, aber keines der Geheimnisse.
calendar-back = Zurück zu den Einstellungen

# Der Kalender der Abläufe: seine Adresse, auf den Seiten der Einstellungen.

calendar-heading = Kalender der Ablauftermine
calendar-help = Eine Adresse, die Kalenderprogramme abonnieren können: Der Kalender zeigt, wann Anwendungstokens ablaufen, mit Namen und Kennungen. Wer die Adresse hat, kann ihn ohne Anmeldung lesen.
calendar-made = Die Adresse wurde { $when } erstellt. Sie wurde einmal gezeigt und kann nicht noch einmal gezeigt werden.
calendar-make-first = Adresse erstellen
calendar-make = Neue Adresse erstellen
calendar-end = Kalender beenden
calendar-making = Wird erstellt…
calendar-ending = Wird beendet…

# Was gefragt wird, bevor die bisherige Adresse endet

calendar-make-title = Neue Adresse · Einstellungen
calendar-end-title = Kalender beenden · Einstellungen
calendar-make-ask = Neue Adresse erstellen?
calendar-end-ask = Kalender beenden?
calendar-make-none = Der Kalender hat zurzeit keine Adresse.
calendar-end-none = Der Kalender hat zurzeit keine Adresse: Es gibt nichts zu beenden.
calendar-make-means = Die bisherige Adresse gilt ab sofort nicht mehr, und die neue wird Ihnen einmal gezeigt. Kalenderprogramme, die die bisherige abonniert haben, behalten, was sie abgerufen haben, und erfahren nichts Neues, bis sie die neue bekommen.
calendar-end-means = Die Adresse gilt ab sofort nicht mehr. Kalenderprogramme, die sie abonniert haben, behalten, was sie abgerufen haben, und erfahren nichts Neues.
calendar-overtaken = Inzwischen haben Sie oder jemand anderes die Adresse des Kalenders erstellt, erneuert oder beendet. Jetzt wurde nichts geändert.
calendar-ended = Der Kalender ist beendet. Seine Adresse gilt nicht mehr.
calendar-none = Es gibt keinen Kalender.

# Die eine Seite, die die Adresse zeigt

calendar-reveal = Die Adresse des Kalenders
calendar-copy-now = <strong>Kopieren Sie die Adresse jetzt.</strong> Latchkey behält nur einen Fingerabdruck davon; sie kann also nicht noch einmal gezeigt werden.
calendar-address = Adresse
calendar-copy = Adresse kopieren
calendar-subscribe = Abonnieren Sie sie in einem Kalenderprogramm, damit sie ab und zu abgerufen wird. Wer sie hat, kann lesen, wann Ihre Tokens ablaufen und wie sie heißen, dazu ihre Kennungen, aber keines der Geheimnisse.
calendar-back = Zurück zu den Einstellungen

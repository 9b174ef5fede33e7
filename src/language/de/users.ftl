# Das Konto einer Person.

account-language = Sprache
account-language-label = Sprache des Portals
account-language-help = Seiten und E-Mails an Sie. Zahlen und Daten richten sich danach.
account-language-of-browser = Wie der Browser es wünscht
account-language-save = Sprache speichern
account-language-unknown = Diese Sprache steht nicht zur Wahl.
account-language-chosen = Das Portal spricht ab jetzt Deutsch mit Ihnen.

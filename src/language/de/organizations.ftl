# Namen von Organisationen und Anwendungen, und die Seite zum Einrichten.

organization-name-missing = Geben Sie der Organisation einen Namen.
organization-name-too-long = Der Name der Organisation hat { $length } Zeichen; erlaubt sind höchstens { $most }.
organization-name-disguised = Der Name der Organisation enthält ein unsichtbares Steuerzeichen.
application-name-missing = Geben Sie der Anwendung einen Namen.
application-name-too-long = Der Name der Anwendung hat { $length } Zeichen; erlaubt sind höchstens { $most }.
application-name-disguised = Der Name der Anwendung enthält ein unsichtbares Steuerzeichen.

set-up = Latchkey einrichten
set-up-lead = Damit werden Ihre Organisation, deren erste Anwendung und Ihr Konto als Administrator erstellt. Organisation und Anwendung lassen sich später umbenennen, Ihr Name und Ihre E-Mail-Adresse nicht.
set-up-code = Einrichtungscode
set-up-code-help = Er wurde dort ausgegeben, wo Latchkey gestartet wurde, und gilt nur einmal.
set-up-application = Erste Anwendung
set-up-application-help = Die App oder API, für die Ihre ersten Tokens gelten.
set-up-busy = Wird eingerichtet…
set-up-code-missing = Geben Sie den Code ein, der dort ausgegeben wurde, wo Latchkey gestartet wurde.
set-up-code-wrong = Das ist nicht der Code. Er wurde dort ausgegeben, wo Latchkey gestartet wurde, und gilt nur einmal.
set-up-name-missing = Geben Sie Ihren Namen ein.
set-up-already = Latchkey ist bereits eingerichtet: Melden Sie sich stattdessen an.
set-up-done = Latchkey ist eingerichtet. Sie sind der erste Administrator.

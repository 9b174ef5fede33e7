# Names of organizations and applications, and the set-up page.

organization-name-missing = Give the organization a name.
organization-name-too-long = The name of the organization has { $length } characters; at most { $most } fit.
organization-name-disguised = The name of the organization has an invisible control character.
application-name-missing = Give the application a name.
application-name-too-long = The name of the application has { $length } characters; at most { $most } fit.
application-name-disguised = The name of the application has an invisible control character.

set-up = Set up Latchkey
set-up-lead = This makes your organization, its first application and your account as its administrator. The organization and the application can be renamed later; your name and e-mail address can't.
set-up-code = Set-up code
set-up-code-help = Printed where Latchkey was started. It works once.
set-up-application = First application
set-up-application-help = The app or API that your first tokens are for.
set-up-busy = Setting up…
set-up-code-missing = Enter the code that was printed where Latchkey was started.
set-up-code-wrong = This is not the code. It was printed where Latchkey was started, and works once.
set-up-name-missing = Enter your name.
set-up-already = Latchkey is set up already: sign in instead.
set-up-done = Latchkey is set up. You are its first administrator.

# Jemanden einladen, die Liste der offenen Einladungen, die E-Mail mit dem Link, und was sieht, wer ihn öffnet.

# Die Liste

invitations-pending = Offene Einladungen
invitations-none-pending = Zurzeit ist niemand eingeladen. Eine Einladung ist ein Link, der einmal gilt, und das { $days } Tage lang.
invitations-invited = Eingeladen
invitations-link = Link
invitations-expires = Ablauf
invitations-expired = Abgelaufen
invitations-actions = Aktionen
invitations-by = von <bdi>{ $who }</bdi>
invitations-invite-again = Erneut einladen<span class="hidden">: { $email }</span>
invitations-revoke = Zurückziehen<span class="hidden">: Einladung an { $email }</span>
invitations-newest = Dies sind die neuesten; es kann ältere geben.
invitations-mailed = Per E-Mail gesendet
invitations-mailing-failed = E-Mail-Versand fehlgeschlagen
invitations-mailing-unknown = Unbekannt, ob die E-Mail gesendet wurde
invitations-being-mailed = E-Mail wird gesendet
invitations-not-mailed = Nicht per E-Mail gesendet
invitations-revoked = Die Einladung an { $email } ist zurückgezogen. Ihr Link gilt nicht mehr.

# Einladen

invitations-new-title = Jemanden einladen · Mitglieder
invitations-email-help-mailed = Damit meldet sich die Person an. Der Link wird an diese Adresse gesendet und Ihnen einmal gezeigt. Er gilt einmal, und das { $days } Tage lang.
invitations-email-help-passed-on = Damit meldet sich die Person an. Sie bekommen einen Link zum Weitergeben, denn es ist kein Mailserver eingerichtet. Er gilt einmal, und das { $days } Tage lang.
invitations-may-have-tokens = Darf persönliche Tokens haben
invitations-may-have-tokens-help = Sie handeln im Namen der Person bei Anwendungen, die solche Tokens annehmen.
invitations-invite = Einladen
invitations-inviting = Wird eingeladen…
invitations-choose-role = Wählen Sie die Rolle.
invitations-invited-already = { $email } ist schon eingeladen. Der Link wurde einmal gezeigt: Laden Sie die Person für einen neuen erneut ein.
invitations-member-already = { $name } (Rolle „{ $role }“) gehört schon zur Organisation.
invitations-too-many = Innerhalb von 24 Stunden wurden { $limit } Personen eingeladen; mehr geht nicht. Machen Sie morgen weiter.

# Der Link, einmal

invitations-made-title = Einladung · Mitglieder
invitations-made-heading = Einladung für <bdi>{ $email }</bdi>
invitations-made-mailed = Der Link wurde an <bdi>{ $email }</bdi> gesendet. Sie können ihn auch selbst weitergeben.
invitations-made-on-its-way = <strong>Der Mailserver hat noch nicht geantwortet.</strong> Ob der Link gesendet wurde, zeigt die Liste der Einladungen. Kopieren Sie ihn sicherheitshalber jetzt.
invitations-made-failed = <strong>Der E-Mail-Versand ist fehlgeschlagen.</strong> Kopieren Sie den Link, und geben Sie ihn selbst weiter. Der Betreiber dieses Portals findet den Grund im Server-Log.
invitations-made-no-server = <strong>Kopieren Sie den Link jetzt,</strong> und geben Sie ihn selbst weiter: Es ist kein Mailserver eingerichtet.
invitations-copy-link = Link kopieren
invitations-made-for-nobody-else = Wer ihn hat, kann die Einladung annehmen: Geben Sie ihn niemand anderem. Latchkey behält davon nur einen Fingerabdruck: Er kann nicht noch einmal gezeigt werden, aber Sie können die Person erneut einladen.
invitations-works = Gilt
invitations-works-until = Einmal, bis { $until } ({ $distance })
invitations-done = Fertig
invitations-invite-someone-else = Noch jemanden einladen

# Die E-Mail

invitations-mail-subject = { $who } lädt Sie zu { $organization } ein
invitations-mail-invites = { $who } lädt Sie ein, der Organisation { $organization } mit der Rolle „{ $role }“ beizutreten. In diesem Portal verwaltet die Organisation die Tokens für ihre API.
invitations-mail-open = Öffnen Sie diesen Link, um die Einladung anzunehmen. Er gilt einmal, und das { $days } Tage lang: bis { $until }.
invitations-mail-not-expected = Wenn Sie das nicht erwartet haben, ist nichts zu tun: Ohne den Link geschieht nichts. Geben Sie ihn nicht weiter, denn wer ihn hat, kann die Einladung an Ihrer Stelle annehmen.

# Annehmen

invitations-join = { $organization } beitreten
invitations-join-heading = <bdi>{ $organization }</bdi> beitreten
invitations-invites = <bdi>{ $who }</bdi> lädt <bdi>{ $email }</bdi> ein, der Organisation <strong><bdi>{ $organization }</bdi></strong> mit der Rolle <strong>{ $role }</strong> beizutreten.
invitations-invites-with-api-access = <bdi>{ $who }</bdi> lädt <bdi>{ $email }</bdi> ein, der Organisation <strong><bdi>{ $organization }</bdi></strong> mit der Rolle <strong>{ $role }</strong> und mit API-Zugriff beizutreten.
invitations-api-access-means = API-Zugriff: darf persönliche Tokens haben, die im Namen der Person bei Anwendungen handeln, die solche Tokens annehmen.
invitations-signed-in-as = Sie sind als <bdi>{ $name }</bdi> angemeldet.
invitations-signed-in-as-another = <strong>Sie sind mit einem anderen Konto angemeldet,</strong> <bdi>{ $email }</bdi>. Melden Sie sich ab, und öffnen Sie dann den Link noch einmal.
invitations-back = Zurück zu Latchkey
invitations-has-account = Haben Sie mit dieser Adresse schon ein Konto? <a href="{ $address }">Melden Sie sich an</a>, dann kommen Sie hierher zurück.
invitations-new-here = Neu hier?
invitations-your-email = Ihre E-Mail-Adresse
invitations-your-email-help = Damit melden Sie sich an.
invitations-your-name = Ihr Name
invitations-password-help = Mindestens 8 Zeichen und nicht leicht zu erraten: am besten mehrere Wörter ohne Zusammenhang.
invitations-joining = Beitritt läuft…
invitations-account-already = Mit dieser E-Mail-Adresse gibt es schon ein Konto. Melden Sie sich damit an, dann kommen Sie hierher zurück.
invitations-belong-already = Sie gehören schon zu { $organization }.
invitations-welcome = Sie gehören jetzt mit der Rolle „{ $role }“ zu { $organization }.

# Ein Link, der nicht gilt

invitations-gone-title = Einladung
invitations-gone-heading = Diese Einladung gilt nicht
invitations-gone-why = Sie wurde vielleicht schon angenommen, zurückgezogen oder durch eine neuere ersetzt, oder ihre { $days } Tage sind vorbei. Prüfen Sie, ob die Adresse vollständig ist.
invitations-gone-next = Bitten Sie die Person, die Sie eingeladen hat, um eine neue. Wenn Sie die Einladung schon angenommen haben, melden Sie sich an.
invitations-gone-next-signed-in = Bitten Sie die Person, die Sie eingeladen hat, um einen neuen. Wenn Sie die Einladung schon angenommen haben, gehören Sie dazu: Wechseln Sie im Kopf jeder Seite zu dieser Organisation.
invitations-gone-start = Zu Latchkey

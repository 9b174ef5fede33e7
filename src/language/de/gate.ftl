# Eine Entscheidung des Gates, erklärt für Menschen mit einer Rolle, und eine Anfrage, die an einem Token ausprobiert wird.

gate-to-do = Was jetzt zu tun ist

# Die Prüfungen

gate-check-credential = Genau ein Berechtigungsnachweis
gate-check-known = Ein bekanntes Token
gate-check-in-force = Gültig
gate-check-application = Für diese Anwendung
gate-check-address = Von einer zugelassenen Adresse
gate-check-action = Eine Aktion, die seine Berechtigungen zulassen
gate-check-passed = Bestanden
gate-check-failed = Nicht bestanden
gate-check-open = Nicht mehr geprüft

# Eine Entscheidung nachschlagen

gate-look-up-of = Entscheidungen
gate-look-up-label = Entscheidungs-ID nachschlagen
gate-look-up-example = dec_…
gate-look-up = Nachschlagen
gate-look-up-help = Jeder abgewiesene Aufrufer erhält eine, im Header <code>X-Latchkey-Decision-Id</code>.
gate-unknown = Über diese Entscheidung ist nichts bekannt
gate-unknown-why = Die ID ist abgeschnitten oder vertippt, oder die Entscheidung betraf ein Token, das Sie nicht sehen dürfen. Wenn Sie mehreren Organisationen angehören, wechseln Sie zu der des Tokens.

# Die Seite einer Entscheidung

gate-decision-title = { $reason } · Entscheidung
gate-decided-token = <bdi>{ $name }</bdi> wurde am { $at } abgewiesen ({ $ago }) · <code>{ $id }</code>
gate-decided = Am { $at } abgewiesen ({ $ago }) · <code>{ $id }</code>
gate-checks = Prüfung für Prüfung
gate-request = Die Anfrage
gate-request-line = Anfrage
gate-request-without-path = (ein Pfad, der sich nicht eindeutig lesen lässt)
gate-request-address = Adresse
gate-request-asked-at = Gestellt an
gate-request-soon = Adresse, Methode und Pfad werden innerhalb von Sekunden gespeichert: Laden Sie diese Seite noch einmal.
gate-request-not-kept = Adresse, Methode und Pfad sind nicht mehr gespeichert: Aufbewahrt werden nur die der letzten abgewiesenen Anfragen eines Tokens.
gate-request-of-nobody = Von ihr wird nichts aufbewahrt: Sie wurde keinem Token zugerechnet.
gate-token-now = Das Token jetzt
gate-token-expires = Ablauf
gate-now-admitted = Dieselbe Anfrage würde jetzt zugelassen.
gate-now-same = Dieselbe Anfrage würde auch jetzt abgewiesen.
gate-now-other = Dieselbe Anfrage würde jetzt aus einem anderen Grund abgewiesen: { $reason }.

# Was zu den vorangegangenen Prüfungen gesagt wird

gate-passed-credential = Es wurde einer vorgelegt.
gate-passed-known = Es war das vollständige Geheimnis von „{ $name }“.
gate-passed-in-force = Das Token war aktiv, und auch sonst war es durch nichts gesperrt.
gate-passed-application = Die Anfrage galt „{ $name }“.
gate-passed-accepting = Die Anfrage galt einer Anwendung, die persönliche Tokens annimmt.
gate-passed-address = { $address } war zugelassen.
gate-passed-unknown-address = Sie war zugelassen, oder die Prüfung blieb dem überlassen, der gefragt hat.

# Warum: ohne ein bekanntes Token

gate-why-no-credential = Die Anfrage hatte kein Token, wo eines erwartet wird.
gate-do-no-credential = Senden Sie es im Header Authorization, als Bearer oder als Passwort von Basic.
gate-do-no-credential-proxy = Wenn die Integration das tut, suchen Sie unterwegs nach einem Proxy, der den Header entfernt.
gate-why-many-credentials = Die Anfrage hatte mehrere Berechtigungsnachweise; welchen davon die API nähme, lässt sich nicht wissen.
gate-do-many-credentials = Senden Sie einen Header Authorization mit einem Berechtigungsnachweis. Eine Bibliothek und ein Proxy fügen vielleicht je einen hinzu.
gate-why-misconfigured = Der Proxy vor der API hat nicht gesagt, nach welcher Anfrage er fragt. Es gab also nichts zu beurteilen.
gate-do-misconfigured-log = Wer den Proxy betreibt, findet den Grund im Log von Latchkey, unter „misconfiguration“.
gate-do-misconfigured-examples = In den Beispielen, die Latchkey beiliegen, steht, was jeder Proxy senden muss.
gate-why-unknown = Was vorgelegt wurde, ist das Geheimnis keines Tokens: Es ist vertippt, abgeschnitten oder gehört zu einer anderen Installation.
gate-do-unknown-compare = Vergleichen Sie die ersten zwölf Zeichen mit den Kennungen in der Liste der Tokens.
gate-do-unknown-search = Fügen Sie es in die Suche der Liste ein: Sie zeigt, wem es gehört, und behält nichts davon.

# Warum: mit einem bekannten Token

gate-why-method = Die Methode gehört nicht zu HTTP, oder ein Header wie X-HTTP-Method-Override verlangt von der API eine andere als die, die das Gate prüft.
gate-why-deleted = { $known ->
    [when-and-who] Es wurde am { $when } von { $who } gelöscht.
    [when] Es wurde am { $when } gelöscht.
   *[nothing] Es wurde gelöscht.
}
gate-why-compromised = { $known ->
    [when-and-who] Es wurde am { $when } von { $who } als kompromittiert markiert.
    [when] Es wurde am { $when } als kompromittiert markiert.
   *[nothing] Es wurde als kompromittiert markiert.
}
gate-why-superseded = { $known ->
    [when-and-who] Es wurde durch seinen Nachfolger ersetzt und am { $when } von { $who } beendet.
    [when] Es wurde durch seinen Nachfolger ersetzt und gilt seit dem { $when } nicht mehr.
   *[nothing] Es wurde durch seinen Nachfolger ersetzt und gilt nicht mehr.
}
gate-why-expired = { $known ->
    [when-and-who] Es ist am { $when } durch { $who } abgelaufen.
    [when] Es ist am { $when } abgelaufen.
   *[nothing] Es ist abgelaufen.
}
gate-why-switched-off = { $known ->
    [when-and-who] Es wurde am { $when } von { $who } deaktiviert.
    [when] Es wurde am { $when } deaktiviert.
   *[nothing] Es wurde deaktiviert.
}
gate-why-activated-since = { $known ->
    [when-and-who] Es war damals inaktiv. Inzwischen wurde es am { $when } von { $who } aktiviert.
    [when] Es war damals inaktiv. Inzwischen wurde es am { $when } aktiviert.
   *[nothing] Es war damals inaktiv. Inzwischen wurde es aktiviert.
}
gate-why-with-reason = { $why } Grund: { $reason }
gate-why-paused = Es ist bis { $until } pausiert.
gate-why-organization-blocked = Die Organisation ist gesperrt, und mit ihr alle ihre Tokens.
gate-why-application-blocked = Seine Anwendung ist archiviert oder gelöscht, und mit ihr sind alle ihre Tokens gesperrt.
gate-why-person-blocked = Die Person, für die es handelt, hat die Organisation verlassen oder keinen API-Zugriff mehr.
gate-why-rule-blocked = Es verletzt eine Regel der Organisation, die solche Tokens sperrt.
gate-why-asked-elsewhere = Die Anfrage galt „{ $asked }“, das Token ist aber für „{ $own }“.
gate-why-asked-outside = Die Anfrage galt „{ $asked }“, keiner Anwendung dieser Organisation; das Token ist für „{ $own }“.
gate-why-path-elsewhere = Der Pfad { $path } nennt eine andere Anwendung als „{ $own }“, zu der das Token gehört.
gate-why-other-application = Das Token ist für „{ $own }“, die Anfrage galt aber einer anderen Anwendung.
gate-why-personal-not-accepted = Es ist ein persönliches Token von { $person }, und „{ $asked }“ nimmt keine persönlichen Tokens an.
gate-why-personal-archived = Es ist ein persönliches Token von { $person }, und „{ $asked }“ ist archiviert: Dort wird kein Token zugelassen.
gate-why-personal-accepted-since = Es ist ein persönliches Token von { $person }. „{ $asked }“ nahm damals keine persönlichen Tokens an, inzwischen schon.
gate-why-personal-path-elsewhere = Die Anfrage galt „{ $asked }“, und der Pfad { $path } nennt eine andere Anwendung.
gate-why-personal-outside = Es ist ein persönliches Token von { $person }, und „{ $asked }“ ist keine Anwendung dieser Organisation.
gate-why-personal-none-named = Es ist ein persönliches Token von { $person }: Es wird nur bei einer Anwendung zugelassen, die persönliche Tokens annimmt, und die Anfrage nannte keine.
gate-why-personal-not-kept = Es ist ein persönliches Token von { $person }: Es wird nur bei einer Anwendung dieser Organisation zugelassen, die persönliche Tokens annimmt.
gate-why-address = { $address } ist nach der IP-Einschränkung nicht zugelassen. { $now }
gate-why-address-changed = { $address } war nach der IP-Einschränkung nicht zugelassen. Sie wurde seitdem geändert und lässt die Adresse jetzt zu. { $now }
gate-why-address-unreadable = Die Adresse des Aufrufers lässt sich nicht bestimmen, also lässt keine IP-Einschränkung sie zu. { $now }
gate-why-address-not-kept = Die Adresse des Aufrufers war nach der IP-Einschränkung nicht zugelassen. { $now }
gate-networks-now = Sie lautet: { $listed }.
gate-networks-now-more = Sie lautet: { $listed } und { $more } weitere.
gate-networks-lifted = Sie wurde seitdem aufgehoben.
gate-why-path = Das Gate könnte das eine zulassen, und die API dahinter etwas anderes ausführen.
gate-why-permission-not-kept = Seine Berechtigungen sind: { $permissions }.
gate-why-no-action = Der Katalog, die Liste dessen, was die API kann, hat keine Aktion für { $wanted }.
gate-why-permission-changed = { $wanted } ist { $action }: „{ $summary }“. Der Katalog wurde seitdem geändert; nach dem aktuellen lassen die Berechtigungen das zu.
gate-why-role-reads = { $wanted } ist { $action }: „{ $summary }“. Die Berechtigungen lassen das zu, aber ein persönliches Token darf nie mehr als { $person }: Mitglieder und Support lesen nur.
gate-why-not-chosen = { $count ->
    [one] { $wanted } ist { $action }: „{ $summary }“. Das ist nicht die eine ausgewählte Aktion.
   *[other] { $wanted } ist { $action }: „{ $summary }“. Das gehört nicht zu den { $count } ausgewählten Aktionen.
}
gate-why-read-only = { $wanted } ist { $action }: „{ $summary }“. „Nur lesen“ lässt zu, was liest; diese Aktion kann etwas ändern.

# Was bei einem bekannten Token zu tun ist

gate-do-organization-blocked = Wer dieses Portal betreibt, hat die Organisation gesperrt: Fragen Sie dort nach. In ihr wurde nichts geändert.
gate-do-application-blocked = Ihre Tokens werden unverändert wieder zugelassen, sobald die Anwendung wiederhergestellt ist.
gate-to-application = Zur Anwendung
gate-do-person-blocked = Es wird wieder zugelassen, sobald die Person zurück ist und API-Zugriff hat.
gate-to-members = Zu den Mitgliedern
gate-do-rule-blocked = Was die Regel verletzt, lässt sich nicht ändern: Die Integration braucht ein Token, das sie einhält, oder die Regel muss aufgehoben werden.
gate-to-rules = Zu den Regeln
gate-ask-for-one = { $what } Bitten Sie einen Administrator um eines.
gate-takes-administrator = { $what } Das kann nur ein Administrator.
gate-takes-owner = { $what } Das ist Sache von { $person }.
gate-to-own-tokens = Zu Ihren API-Tokens
gate-do-method = Senden Sie die Anfrage mit der gemeinten Methode und ohne diesen Header.
gate-do-deleted = Ein gelöschtes Token kommt nie zurück: Die Integration braucht ein anderes.
gate-do-compromised = Es gilt nie wieder: Die Integration braucht ein anderes.
gate-do-compromised-find = Finden Sie heraus, wo das alte Geheimnis noch ist: Wer es hat, wird abgewiesen und versucht es weiter.
gate-do-expired = Ein Ablauf lässt sich nicht verschieben: Die Integration braucht ein anderes Token.
gate-do-successor = { $name } ({ $handle }) hat es ersetzt: Geben Sie dem Aufrufer dessen Geheimnis. Hat es niemand mehr, muss es noch einmal rotiert werden.
gate-to-successor = Zum Token, das es ersetzt hat
gate-administrators = Hier verwalten: { $names }.
gate-no-such-action = Diese Aktion steht nicht im Katalog
gate-do-again = Senden Sie die Anfrage noch einmal.
gate-do-activate = Wenn es gelten soll, aktivieren Sie es.
gate-to-status = Zu seinem Status
gate-do-own-application = Senden Sie die Anfrage an die Anwendung des Tokens, und nennen Sie im Pfad keine andere.
gate-do-token-of-other = Für die andere Anwendung ist ein Token dieser Anwendung nötig.
gate-do-accept-personal = Wenn Tokens von Personen bei „{ $asked }“ gelten sollen, kreuzen Sie auf deren Seite „Persönliche Tokens annehmen“ an.
gate-do-accept-personal-somewhere = Wenn Tokens von Personen bei der angefragten Anwendung gelten sollen, kreuzen Sie auf deren Seite „Persönliche Tokens annehmen“ an.
gate-to-applications = Zu den Anwendungen
gate-do-application-token = Für ein Programm, das selbständig läuft, ist ein Anwendungstoken besser: Es endet nicht, wenn eine Person die Organisation verlässt.
gate-do-name-application = Senden Sie die Anfrage an den Eingang einer Anwendung oder mit einem Pfad, der eine nennt.
gate-do-name-one-application = Senden Sie die Anfrage an die Anwendung, die ihr Pfad nennt.
gate-do-own-organization = Senden Sie die Anfrage an eine Anwendung dieser Organisation, die persönliche Tokens annimmt.
gate-do-add-address = Wenn diese Adresse die der Integration ist, fügen Sie sie hinzu.
gate-do-address-other = Ein persönliches Token lässt sich nicht bearbeiten: Wenn diese Adresse die der Integration ist, braucht sie ein anderes, das sie zulässt.
gate-do-mark-compromised = Wenn Sie sie nicht kennen, hat jemand anderes das Geheimnis: Markieren Sie das Token als kompromittiert.
gate-do-path = Senden Sie ihn in seiner schlichten Form: ohne „//“, ohne „.“ und „..“ zwischen Schrägstrichen, ohne „;“, „\“, kodierte Schrägstriche und doppelt Kodiertes.
gate-do-near-action = Im Katalog gibt es { $method } { $path }: Prüfen Sie, ob das gemeint ist.
gate-do-check-path = Prüfen Sie Methode und Pfad: Wahrscheinlich stimmt eines davon nicht. Hat die API diese Aktion doch, trägt sie der Betreiber dieses Portals in den Katalog ein; bis dahin wird sie nur mit „Alle Berechtigungen“ zugelassen.
gate-do-permission = Berechtigungen lassen sich nach dem Erstellen nicht ändern: Braucht die Integration mehr, braucht sie dafür ein anderes Token.

# Eine Anfrage ausprobieren

gate-simulation-title = Würde eine Anfrage zugelassen? · { $name }
gate-simulation-lead = <bdi>{ $name }</bdi> { $badge } Was das Gate zu einer Anfrage damit sagen würde. Es wird nichts gesendet und nichts gezählt.
gate-simulation-method = Methode
gate-simulation-path = Pfad
gate-simulation-address = Adresse
gate-simulation-address-help = Woher sie kommt, wie das Gate es sieht.
gate-simulation-address-help-any = Woher sie kommt, wie das Gate es sieht. Dieses Token funktioniert von jeder Adresse aus.
gate-simulation-time = Zeitpunkt <span class="zone" data-zone-name>(UTC)</span>
gate-simulation-time-help = Wann sie kommt: Auch ein künftiger Ablauf lässt sich ausprobieren. Leer heißt jetzt.
gate-simulation-try = Ausprobieren
gate-simulation-try-from-here = Von hier aus ausprobieren ({ $address })
gate-simulation-back = Zurück zum Token
gate-simulation-verdict = Das Ergebnis
gate-simulation-admitted = Zugelassen: { $words }
gate-simulation-refused = Abgewiesen: { $words }
gate-simulation-for = Für den { $at }, nach dem aktuellen Stand des Tokens.
gate-simulation-checked = Was geprüft wird
gate-simulation-passes = Sie würde zugelassen
gate-simulation-all-pass = Alle sechs Prüfungen sind bestanden.
gate-simulation-choose-method = Wählen Sie eine Methode.
gate-simulation-path-too-long = Der Pfad ist länger als { $limit } Zeichen.
gate-simulation-path-missing = Geben Sie den Pfad so ein, wie die API ihn sieht, ab dem ersten Schrägstrich.
gate-simulation-address-missing = Geben Sie die Adresse ein, von der sie kommt: Das Token hat eine IP-Einschränkung.
gate-simulation-no-address = „{ $typed }“ ist keine IP-Adresse wie 203.0.113.7.

gate-here-not-absolute = Hier beginnt der Pfad nicht mit einem Schrägstrich.
gate-here-segment = Hier hat der Pfad ein Punkt-Segment oder ein leeres Segment.
gate-here-escape = Hier hat der Pfad eine fehlerhafte oder doppelte Kodierung.
gate-here-character = Hier hat der Pfad ein Zeichen, das Programme verschieden lesen.
gate-here-not-utf8 = Hier ist der Pfad kein UTF-8.

gate-tried-credential = Das wird vorausgesetzt.
gate-tried-known = Das wird vorausgesetzt: Das vollständige Geheimnis wird vorgelegt.
gate-tried-ends = Aktiv, und es läuft erst am { $end } ab.
gate-tried-never-ends = Aktiv, und es läuft nie ab.
gate-tried-application = Der Pfad nennt keine andere Anwendung als „{ $name }“.
gate-tried-accepting = Der Pfad nennt eine Anwendung, die persönliche Tokens annimmt.
gate-tried-any-address = Es funktioniert von jeder Adresse aus.
gate-tried-address = { $address } gehört zur IP-Einschränkung.
gate-tried-action = Das ist { $action }: „{ $summary }“. { $admitting }
gate-tried-no-action = Im Katalog gibt es keine Aktion dafür. { $admitting }
gate-tried-all = „Alle Berechtigungen“ lässt alles zu.
gate-tried-read-only = „Nur lesen“ lässt zu, was liest.
gate-tried-custom = { $count ->
    [one] Sie ist die eine ausgewählte Aktion.
   *[other] Sie gehört zu den { $count } ausgewählten Aktionen.
}

# Anwendungen.

application-id = ID
application-tokens = Tokens
application-personal-tokens = Persönliche Tokens
application-archived = Archiviert
application-archive = Archivieren

# Die Liste

application-lead = Eine Anwendung ist eine Ihrer Apps oder APIs, für die Tokens ausgestellt werden. Die ID der Anwendung steht in der Adresse des Gates.
application-none = Es gibt keine. Ein Token wird immer für eine Anwendung ausgestellt.
application-copy-id-of = ID von { $name } kopieren
application-count-of = { $count ->
    [one] { $count } Token<span class="hidden"> von { $name }</span>
   *[other] { $count } Tokens<span class="hidden"> von { $name }</span>
}
application-personal-accepted = Angenommen
application-personal-not-accepted = Nicht angenommen
application-in-use = Aktiv

# Eine neue

application-new-title = Neue Anwendung
application-new = Anwendung hinzufügen
application-new-help = Wie die App oder API bei Ihnen heißt. Höchstens 100 Zeichen.
application-add = Anwendung hinzufügen
application-adding = Wird hinzugefügt…
application-created = „{ $name }“ ist erstellt.
application-name-taken = In Ihrer Organisation gibt es schon eine Anwendung mit diesem Namen. Wählen Sie einen anderen.

# Die Seite von einer

application-show-tokens = Tokens der Anwendung anzeigen
application-archived-since = <strong>Archiviert</strong> { $when }. Das Gate weist ihre Tokens ab, und sie nimmt keine neuen an. Der Zustand der Tokens selbst bleibt, wie er ist.
application-restore = Wiederherstellen
application-restoring = Wird wiederhergestellt…
application-copy-id = Kopieren<span class="hidden">: ID</span>
application-requests = Anfragen
application-requests-let-through = { $count } in den letzten 7 Tagen zugelassen
application-gate = Gate
application-gate-help = Hier fragt der Proxy vor dieser Anwendung bei jeder Anfrage nach; die Adresse richtet sich nach der Art des Proxys.
application-copy-gate = Kopieren<span class="hidden">: Adresse für { $proxies }</span>
application-name-help = Die API liest ihn im Header <code>X-Latchkey-Owner</code>. Höchstens 100 Zeichen.
application-accept-personal = Persönliche Tokens annehmen
application-accept-personal-help = Ein persönliches Token handelt im Namen der Person, die es erstellt hat: Das eines Administrators darf, was er dafür ausgewählt hat; alle anderen können höchstens lesen. Es wird zugelassen, solange die Person zu Ihrer Organisation gehört und das Recht auf API-Zugriff hat.
application-danger-archive = Vorerst nicht in Gebrauch?
application-danger-archive-help = Archivieren Sie die Anwendung: Alle ihre Tokens gelten ab sofort nicht mehr, bis die Anwendung wiederhergestellt wird.
application-danger-delete = Wird sie nicht mehr gebraucht?
application-danger-delete-first = Die Anwendung kann gelöscht werden, sobald alle ihre Tokens gelöscht sind.
application-danger-delete-help = Löschen Sie die Anwendung endgültig.

# Was gefragt wird, bevor sie archiviert oder gelöscht wird

application-archive-title = Archivieren · { $name }
application-archive-ask = „<bdi>{ $name }</bdi>“ archivieren?
application-archive-means =
    Die Anwendung hat <a href="{ $address }">{ $tokens ->
        [one] { $tokens } Token
       *[other] { $tokens } Tokens
    }</a>, und in den letzten 7 Tagen { $requests ->
        [one] wurde damit { $requests } Anfrage
       *[other] wurden damit { $requests } Anfragen
    } zugelassen. Ab der nächsten Anfrage weist das Gate alle ab, bis die Anwendung wiederhergestellt wird. Laufende Anfragen werden noch beendet.
application-archive-means-too = Auch persönliche Tokens werden für die Anwendung nicht mehr zugelassen. Sie nimmt keine neuen Tokens an.
application-delete-needs =
    Die Anwendung hat <a href="{ $address }">{ $tokens ->
        [one] { $tokens } Token
       *[other] { $tokens } Tokens
    }</a>, und in den letzten 7 Tagen { $requests ->
        [one] wurde damit { $requests } Anfrage
       *[other] wurden damit { $requests } Anfragen
    } zugelassen. Eine Anwendung kann gelöscht werden, sobald ihre Tokens gelöscht sind.
application-delete-archive-helps = Wird die Anwendung archiviert, gelten sie alle ab sofort nicht mehr.
application-delete-means = Die Anwendung hat kein Token, also ist keine Anfrage betroffen. Ihr Name wird frei, und ihre ID wird nie wieder verwendet.
application-archiving = Wird archiviert…
application-deleting = Wird gelöscht…
application-archive-instead = Stattdessen archivieren

# Was daraus wurde

application-renamed = Umbenannt in „{ $name }“.
application-unchanged = „{ $name }“ ist unverändert.
application-overtaken = { $who } hat die Anwendung am { $when } in „{ $name }“ umbenannt, nachdem Sie die Seite geöffnet hatten. Ihre Änderung ist noch nicht gespeichert.
application-overtaken-by-someone = Jemand hat die Anwendung in „{ $name }“ umbenannt, nachdem Sie die Seite geöffnet hatten. Ihre Änderung ist noch nicht gespeichert.
application-accepts-personal = „{ $name }“ nimmt persönliche Tokens an.
application-accepts-personal-no-longer = „{ $name }“ nimmt keine persönlichen Tokens mehr an.
application-was-archived = „{ $name }“ ist archiviert.
application-was-restored = „{ $name }“ ist wiederhergestellt.
application-was-deleted = „{ $name }“ ist gelöscht.

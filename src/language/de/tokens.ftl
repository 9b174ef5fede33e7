# Tokens in Listen: die der Organisation, die eigenen und die ausgewählten. Auch gefundene.

tokens-count = { $count ->
    [one] { $count } Token
   *[other] { $count } Tokens
}
tokens-count-more = mehr als { $most } Tokens
tokens-any-address = Jede Adresse
tokens-networks = { $count ->
    [one] { $count } Netz
   *[other] { $count } Netze
}
# Es folgt auf „von“.
tokens-creator-you = <span class="on-screen">Ihnen</span><span class="on-paper">{ $name }</span>
tokens-creator-token = Token „{ $name }“
tokens-by = von <bdi>{ $who }</bdi>

# Spaltenköpfe

tokens-head-chosen = Ausgewählt
tokens-head-application = Anwendung
tokens-head-permissions = Berechtigungen
tokens-head-addresses = Adressen
tokens-head-expires = Ablauf
tokens-head-more = Mehr
tokens-head-requests-day = Anfragen in 24 Stunden
tokens-head-requests-week = Anfragen in 7 Tagen
tokens-label-requests-day = Letzte 24 Stunden
tokens-label-requests-week = Letzte 7 Tage

# Was neben einem Token in seiner Zeile steht

tokens-unconfirmed = Kopieren nicht bestätigt
tokens-no-expiry-either = auch kein Ablauf
tokens-replaced = ersetzt
tokens-paused-back = pausiert, { $when } wieder aktiv
tokens-blocked-archived = Anwendung archiviert
tokens-blocked-rule = verletzt eine Regel
tokens-blocked-for = gesperrt: { $why }
tokens-switch = Aktiv: { $name }
tokens-switch-in-use = In den letzten 24 Stunden verwendet: Ist es aus, werden seine Anfragen sofort abgewiesen.

# Die Liste der Organisation

tokens-heading = Anwendungstokens
tokens-add = Token hinzufügen
tokens-add-first = Erstes Token hinzufügen
tokens-empty = Mit einem Anwendungstoken nutzt ein Programm Ihre API im Namen Ihrer Organisation: mit genau den Berechtigungen, die Sie wählen, und so lange, wie Sie es wollen.
tokens-empty-ask = Es gibt noch keine. Ein Administrator Ihrer Organisation kann eines erstellen.

tokens-banner-compromised = { $count ->
    [one] { $count } Token ist kompromittiert und wurde nicht ersetzt.
   *[other] { $count } Tokens sind kompromittiert und wurden nicht ersetzt.
}
tokens-banner-compromised-more = Mehr als { $most } Tokens sind kompromittiert und wurden nicht ersetzt.
tokens-banner-expiring = { $count ->
    [one] { $count } Token läuft in den nächsten { $days } Tagen ab.
   *[other] { $count } Tokens laufen in den nächsten { $days } Tagen ab.
}
tokens-banner-expiring-more = Mehr als { $most } Tokens laufen in den nächsten { $days } Tagen ab.
tokens-banner-blocked = Unter den hier gezeigten Tokens sind welche, die am Gate gesperrt sind, weil sie eine Regel Ihrer Organisation verletzen.
tokens-banner-show = { $count ->
    [one] Token anzeigen
   *[other] Tokens anzeigen
}

tokens-search-label = Suche
tokens-search-help = Name, Beschreibung, Kennung, ein ganzes Token oder eine Entscheidungs-ID
tokens-search = Suchen
tokens-status-any = Beliebig
tokens-application-all = Alle
tokens-application-archived = (archiviert)
tokens-only = Anzeigen
tokens-compromised-by = { $when } von <bdi>{ $who }</bdi>
tokens-only-all = Alle Tokens
tokens-only-expiring = Läuft bald ab
tokens-only-never-used = Nie verwendet
tokens-only-unused = Seit { $days } Tagen nicht verwendet
tokens-only-any-address = Keine IP-Einschränkung
tokens-only-unconfirmed = Kopieren nicht bestätigt
tokens-only-breaks-rules = Verletzt eine Regel
tokens-only-unreplaced = Kompromittiert, nicht ersetzt
tokens-filter-text = „{ $text }“
tokens-filter-unknown-application = Unbekannte Anwendung
tokens-filter-creator = Erstellt von { $name }
tokens-filter-creator-unknown = Erstellt von einer Person
tokens-none-match = Kein Token passt.
tokens-none-match-text = Ein Geheimnis wird als Ganzes gefunden, oder an den 8 Zeichen nach seinem Präfix; nie an seinem Ende.
tokens-sort-by = Sortieren nach
tokens-ascending = (aufsteigend)
tokens-descending = (absteigend)

tokens-choose = { $name } auswählen
tokens-choose-all = Alle auf dieser Seite auswählen
tokens-more-for = Weitere Aktionen für { $name }
tokens-open = Öffnen
tokens-edit = Bearbeiten
tokens-rotate = Rotieren
tokens-create-alike = Ähnliches Token erstellen
tokens-mark-compromised = Als kompromittiert markieren
tokens-deactivate = Deaktivieren

tokens-with-chosen = Mit den ausgewählten Tokens
tokens-with-chosen-do = Mit den ausgewählten Tokens:
tokens-deactivate-chosen = Deaktivieren…
tokens-delete-chosen = Löschen…
tokens-choose-none = Auswahl aufheben
tokens-own-elsewhere = Tokens, die für Sie selbst handeln und nicht für eine Anwendung, stehen in <a href="/account/tokens">Ihrem Konto</a>.
tokens-download = Als <a class="button small" href="{ $address }" download>CSV</a> herunterladen
tokens-download-these = Diese als <a class="button small" href="{ $address }" download>CSV</a> herunterladen

tokens-pasted-part = Das ist kein ganzes Token. Angezeigt wird, was denselben Anfang hat.
tokens-pasted-known = Das ist das Geheimnis von „{ $name }“.
tokens-pasted-open = Token öffnen
tokens-pasted-unknown = Kein Token hier hat dieses Geheimnis. Angezeigt wird, was denselben Anfang hat.

# Mehrere auf einmal

tokens-deactivate-count = { $count ->
    [one] { $count } Token deaktivieren
   *[other] { $count } Tokens deaktivieren
}
tokens-deactivate-count-ask = { $count ->
    [one] { $count } Token deaktivieren?
   *[other] { $count } Tokens deaktivieren?
}
tokens-delete-count = { $count ->
    [one] { $count } Token löschen
   *[other] { $count } Tokens löschen
}
tokens-delete-count-ask = { $count ->
    [one] { $count } Token löschen?
   *[other] { $count } Tokens löschen?
}
tokens-deactivating-means = Ab der nächsten Anfrage werden sie abgewiesen, bis ein Administrator sie wieder aktiviert.
tokens-deleting-means = Ab der nächsten Anfrage werden sie abgewiesen, und sie verschwinden endgültig aus der Liste.
tokens-chosen-used = { $count ->
    [one] <strong>{ $count } davon wurde in den letzten 7 Tagen verwendet.</strong> Was es verwendet, wird abgewiesen.
   *[other] <strong>{ $count } davon wurden in den letzten 7 Tagen verwendet.</strong> Was sie verwendet, wird abgewiesen.
}
tokens-chosen-off = { $count ->
    [one] Eines davon ist schon inaktiv, abgelaufen oder kompromittiert.
   *[other] { $count } davon sind schon inaktiv, abgelaufen oder kompromittiert.
}
tokens-chosen-unused = Soweit Latchkey weiß, fällt nichts aus: Niemand hat sie in den letzten 7 Tagen verwendet.
tokens-chosen = Die ausgewählten Tokens
tokens-how-many-used = Wie viele davon wurden in den letzten 24 Stunden verwendet?
tokens-how-many-used-help = Geben Sie { $count } ein, um sie trotzdem zu löschen.
tokens-how-many-used-wrong = Geben Sie { $count } ein: So viele davon wurden in den letzten 24 Stunden verwendet.
tokens-reason-help = Was die Administratoren der Tokens wissen sollten. Höchstens { $limit } Zeichen.
tokens-reason-needed = Geben Sie den Grund an: Die Administratoren der Tokens werden danach fragen.
tokens-chosen-too-many = Es können höchstens { $limit } Tokens auf einmal ausgewählt werden.
tokens-chosen-for-what = Wählen Sie, ob sie deaktiviert oder gelöscht werden sollen.

tokens-deactivated-all = { $count ->
    [one] { $count } Token deaktiviert.
   *[other] { $count } Tokens deaktiviert.
}
tokens-activated-all = { $count ->
    [one] { $count } Token aktiviert.
   *[other] { $count } Tokens aktiviert.
}
tokens-deactivated-none = { $count ->
    [one] Das Token wurde nicht deaktiviert.
   *[other] Keines der { $count } Tokens wurde deaktiviert.
}
tokens-activated-none = { $count ->
    [one] Das Token wurde nicht aktiviert.
   *[other] Keines der { $count } Tokens wurde aktiviert.
}
tokens-deactivated-some = { $done } von { $count } Tokens deaktiviert.
tokens-activated-some = { $done } von { $count } Tokens aktiviert.
tokens-deleted-all = { $count ->
    [one] { $count } Token gelöscht.
   *[other] { $count } Tokens gelöscht.
}
tokens-deleted-none = { $count ->
    [one] Das Token wurde nicht gelöscht.
   *[other] Keines der { $count } Tokens wurde gelöscht.
}
tokens-deleted-some = { $done } von { $count } Tokens gelöscht.
tokens-deleted-already = „{ $name }“ war bereits gelöscht.
tokens-gone = „{ $name }“ gibt es nicht mehr.
tokens-done-unsettled = „{ $name }“: Das ist erfolgt. Ob schon jeder Server dieses Portals davon weiß, war nicht festzustellen: Es dauert höchstens einige Sekunden.
tokens-perhaps-done = „{ $name }“: Die Verbindung zur Datenbank brach dabei ab. Sehen Sie nach, ob es erfolgt ist; es noch einmal zu tun, schadet nicht.
tokens-not-asked = „{ $name }“: Die Datenbank ist nicht zu erreichen, versuchen Sie es noch einmal.

# Die eigenen

tokens-own = API-Tokens
tokens-own-new-title = Neues Token · API-Tokens
tokens-own-new = Neues API-Token
tokens-own-help = API-Tokens sind persönliche Tokens: Sie handeln in Ihrem Namen, an der <a href="/api/docs">API</a> von Latchkey selbst und bei Anwendungen, die persönliche Tokens annehmen. Wenn Sie die Organisation verlassen, gelten sie nicht mehr.
tokens-own-accepted = In { $organization } nehmen diese sie an: { $applications }.
tokens-own-accepted-none = In { $organization } nimmt sie derzeit keine Anwendung an.
tokens-own-at-most-reads = Ihre Rolle ist hier „{ $role }“: Ihre Tokens dürfen nur lesen, was immer ihre Berechtigungen sagen.
tokens-own-no-access = <strong>Sie haben hier keinen API-Zugriff.</strong> Ein Administrator Ihrer Organisation kann ihn auf der Seite „Mitglieder“ gewähren.
tokens-own-no-access-any-more = <strong>Sie haben hier keinen API-Zugriff mehr:</strong> Diese Tokens werden abgewiesen. Ein Administrator Ihrer Organisation kann ihn auf der Seite „Mitglieder“ gewähren.
tokens-own-full = Sie haben { $limit } Tokens, mehr sind nicht möglich. Löschen Sie eines, das Sie nicht verwenden, bevor Sie ein weiteres erstellen.
tokens-own-empty = Sie haben keine API-Tokens in { $organization }.
tokens-own-first = Erstes Token erstellen
tokens-own-shut-by = abgeschaltet von { $who }: Ein Administrator kann es aktivieren
tokens-own-name-taken = Sie haben bereits ein Token mit diesem Namen. Wählen Sie einen anderen.
tokens-own-too-many = Sie haben { $limit } API-Tokens, mehr sind nicht möglich. Löschen Sie eines, das Sie nicht verwenden.
tokens-own-may-not = Sie haben hier keinen API-Zugriff. Ein Administrator Ihrer Organisation kann ihn gewähren.
tokens-own-repeated = Das Formular wurde schon einmal gesendet, und „{ $name }“ wurde erstellt. Das Geheimnis wurde einmal gezeigt, in der Antwort darauf. Wenn es unterwegs verloren ging, löschen Sie das Token und erstellen Sie es neu.
tokens-own-repeated-gone = Das Formular wurde schon einmal gesendet. Das Token, das dabei erstellt wurde, ist inzwischen gelöscht.
tokens-own-created = „{ $name }“ erstellt.
tokens-own-delete-which = Es ist eines Ihrer API-Tokens (<code>{ $handle }</code>).
tokens-own-delete-active = Ab der nächsten Anfrage wird es abgewiesen, und es verschwindet endgültig aus der Liste.
tokens-own-delete-in-use = Es wurde in den letzten 24 Stunden verwendet.
tokens-own-delete-off = Es wird schon abgewiesen; durch das Löschen verschwindet es endgültig aus der Liste.
tokens-own-deleted = „{ $name }“ gelöscht.

# Von irgendwem gefunden

tokens-found = Ich habe ein Token gefunden
tokens-found-help = Sind Sie auf ein Token dieses Portals gestoßen, in einem Log, einem Repository oder einem Chat? Fügen Sie es hier ein, dann wird es für immer ungültig. Das lässt sich nicht rückgängig machen: Wenn es Ihr eigenes ist und nur am falschen Ort steht, <a href="/integrations">rotieren Sie es</a> stattdessen.
tokens-found-label = Token
tokens-found-label-help = Das ganze, oder die Zeilen, in denen es steht. Nichts davon wird gespeichert.
tokens-found-none = Darin ist kein ganzes Token, also wurde nichts abgeschaltet. Fügen Sie alles ein, bis zum letzten Zeichen.
tokens-found-many = Darin sind mehr als { $most } Tokens, also wurde nichts abgeschaltet. Fügen Sie es in Teilen ein.
tokens-found-long = Das ist sehr lang, also wurde nichts abgeschaltet. Fügen Sie nur die Zeilen ein, in denen das Token steht.
tokens-found-end = Token ungültig machen
tokens-found-thanks = Vielen Dank
tokens-found-done = Wenn das ein hier gültiges Token war, ist es das nicht mehr: Wer es hat, wird ab jetzt abgewiesen, und seine Administratoren sehen, dass es ungültig gemacht wurde. Nichts von dem, was Sie gesendet haben, wird aufbewahrt.
tokens-found-another = Weiteres Token melden
tokens-found-too-many = Aus Ihrem Netz wurden viele Tokens gemeldet. Versuchen Sie es in einer Stunde wieder.

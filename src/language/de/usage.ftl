# Die Nutzung eines Tokens: Summen, Diagramm, Aufrufer und Abweisungen auf seiner Seite, und was ohne es nicht mehr ginge.

usage-heading = Nutzung
usage-counted = Anfragen werden alle paar Sekunden gezählt: Die neuesten erscheinen kurz darauf, wenn die Seite neu geladen wird.
usage-never = Noch niemand hat dieses Token vorgelegt. Seine Anfragen, Aufrufer und Abweisungen erscheinen hier innerhalb von Sekunden.
usage-quiet = In den letzten { $days } Tagen nicht vorgelegt.
usage-totals = <span><span class="swatch admitted" aria-hidden="true"></span><strong>{ $admitted }</strong> zugelassen</span> und <span><span class="swatch refused" aria-hidden="true"></span><strong>{ $refused }</strong> abgewiesen</span> in den letzten { $days } Tagen

# Das Diagramm

usage-per-day = Anfragen pro Tag
usage-chart-in-words = { $admitted } zugelassen und { $refused } abgewiesen in den letzten { $days } Tagen. Die Tabelle darunter zeigt jeden Tag.
usage-bar = { $day }: { $admitted } zugelassen, { $refused } abgewiesen
usage-as-table = Als Tabelle anzeigen
usage-day = Tag (UTC)
usage-admitted = Zugelassen
usage-refused = Abgewiesen

# Aufrufer

usage-callers = Aufrufer
usage-callers-since = Gezählt, seit der jeweilige Aufrufer zum ersten Mal gesehen wurde; die Summen oben gelten für die letzten { $days } Tage.
usage-latest-callers = Die { $count } zuletzt gesehenen.
usage-address = Adresse
usage-first-seen = Zuerst gesehen
usage-last-seen = Zuletzt gesehen
usage-reported-by = gemeldet von <bdi>{ $name }</bdi>

# Abweisungen

usage-by-reason = Abgewiesen, nach Grund
usage-recent-refusals = Letzte Abweisungen
usage-latest-refusals = Die letzten { $count }.
usage-when = Wann
usage-request = Anfrage
usage-not-kept = Nicht aufbewahrt
usage-no-single-reading = ein Pfad, der nicht eindeutig zu lesen ist

# Warum eine Anfrage abgewiesen wurde, ohne Punkt am Ende

usage-reason-no-credential = Es wurde kein Token vorgelegt
usage-reason-many-credentials = Es wurde mehr als ein Berechtigungsnachweis vorgelegt
usage-reason-unknown = Kein Token hat das Geheimnis, das vorgelegt wurde
usage-reason-deleted = { $when ->
    [now] Das Token ist gelöscht
   *[then] Das Token war gelöscht
}
usage-reason-compromised = { $when ->
    [now] Das Token ist als kompromittiert markiert
   *[then] Das Token war als kompromittiert markiert
}
usage-reason-expired = { $when ->
    [now] Das Token ist abgelaufen
   *[then] Das Token war abgelaufen
}
usage-reason-inactive = { $when ->
    [now] Das Token ist abgeschaltet
   *[then] Das Token war abgeschaltet
}
usage-reason-organization-blocked = { $when ->
    [now] Die Organisation ist gesperrt
   *[then] Die Organisation war gesperrt
}
usage-reason-application-blocked = { $when ->
    [now] Die Anwendung ist archiviert oder gelöscht
   *[then] Die Anwendung war archiviert oder gelöscht
}
usage-reason-person-blocked = { $when ->
    [now] Die Person, für die das Token handelt, gehört nicht mehr zur Organisation oder hat keinen API-Zugriff mehr
   *[then] Die Person, für die das Token handelt, gehörte nicht mehr zur Organisation oder hatte keinen API-Zugriff mehr
}
usage-reason-rule-blocked = { $when ->
    [now] Das Token verletzt eine Regel der Organisation
   *[then] Das Token verletzte eine Regel der Organisation
}
usage-reason-other-application = Die Anfrage galt einer anderen Anwendung
usage-reason-not-accepted = Die Anfrage galt keiner Anwendung, die persönliche Tokens annimmt
usage-reason-address = { $when ->
    [now] Die Adresse ist nach der IP-Einschränkung nicht zugelassen
   *[then] Die Adresse war nach der IP-Einschränkung nicht zugelassen
}
usage-reason-path = Der Pfad war nicht eindeutig zu lesen
usage-reason-method = Die Methode war nicht eindeutig zu lesen
usage-reason-misconfigured = Der Proxy hat nicht gesagt, was angefragt wurde
usage-reason-permission = Die Berechtigungen des Tokens lassen die Aktion nicht zu
usage-reason-not-known = Abgewiesen aus einem Grund, der hier nicht bekannt ist

# Wer ein abgeschaltetes Token noch vorlegt

usage-knocking = <strong>Wird noch vorgelegt.</strong> { $refused }
usage-knocking-from = <strong>Wird noch vorgelegt.</strong> { $refused }, zuletzt von
usage-knocking-since-deleted = { $count ->
    [one] Einmal abgewiesen, seit es gelöscht wurde
   *[other] { $count }-mal abgewiesen, seit es gelöscht wurde
}
usage-knocking-since-compromised = { $count ->
    [one] Einmal abgewiesen, seit es als kompromittiert markiert wurde
   *[other] { $count }-mal abgewiesen, seit es als kompromittiert markiert wurde
}
usage-knocking-since-expired = { $count ->
    [one] Einmal abgewiesen, seit es abgelaufen ist
   *[other] { $count }-mal abgewiesen, seit es abgelaufen ist
}
usage-knocking-since-inactive = { $count ->
    [one] Einmal abgewiesen, seit es abgeschaltet wurde
   *[other] { $count }-mal abgewiesen, seit es abgeschaltet wurde
}
usage-knocking-lately = { $count ->
    [one] Einmal abgewiesen in den letzten { $days } Tagen
   *[other] { $count }-mal abgewiesen in den letzten { $days } Tagen
}
usage-knocker = <code>{ $address }</code>, { $last }
usage-knocker-with = <code>{ $address }</code> mit <bdi>{ $program }</bdi>, { $last }
usage-knocker-unknown = einer unbekannten Adresse, { $last }
usage-knocker-unknown-with = einer unbekannten Adresse mit <bdi>{ $program }</bdi>, { $last }
usage-knocking-what = Jemand verwendet noch das alte Geheimnis. <a href="#usage-heading">Zu den Aufrufern</a>

# Was ohne ein Token nicht mehr ginge

usage-impact-what-breaks = Was fällt dann aus?
usage-impact-nothing-breaks = Soweit Latchkey weiß, nichts: In den letzten 7 Tagen hat es niemand verwendet.
usage-impact-who-uses = Wer verwendet das alte Geheimnis?
usage-impact-nobody-uses = In den letzten 7 Tagen niemand.
usage-requests = { $count ->
    [one] { $count } Anfrage
   *[other] { $count } Anfragen
}
usage-impact-used = <strong>{ $day }</strong> in den letzten 24 Stunden, <strong>{ $week }</strong> in den letzten 7 Tagen.
# Wie es auf „von“ folgt
usage-callers-counted = { $count ->
    [one] { $count } Aufrufer
   *[other] { $count } Aufrufern
}
usage-callers-at-least = { $count ->
    [0] Aufrufern, die nicht unterschieden wurden
    [one] mindestens { $count } Aufrufer
   *[other] mindestens { $count } Aufrufern
}
usage-impact-used-by = <strong>{ $day }</strong> in den letzten 24 Stunden, <strong>{ $week }</strong> in den letzten 7 Tagen, von { $callers }; die letzte { $last }.
usage-caller = <code>{ $address }</code>, { $last }
usage-caller-with = <code>{ $address }</code> mit <bdi>{ $program }</bdi>, { $last }
usage-caller-unknown = Eine unbekannte Adresse, { $last }
usage-caller-unknown-with = Eine unbekannte Adresse mit <bdi>{ $program }</bdi>, { $last }
usage-aside-lately = {" "}Es war in Gebrauch: { $day } in den letzten 24 Stunden, { $week } in den letzten 7 Tagen, von { $callers }; zuletzt { $last }.
usage-aside = {" "}Es hatte { $week } in den letzten 7 Tagen.
usage-aside-by = {" "}Es hatte { $week } von { $callers } in den letzten 7 Tagen.

# Welche Aufrufer zum Nachfolger eines rotierten Tokens gewechselt haben, ohne Punkt am Ende

usage-moved-nobody = In den letzten { $days } Tagen hat niemand das alte Geheimnis verwendet
usage-moved-all = { $count ->
    [1] Sein einziger Aufrufer verwendet das neue Geheimnis
    [2] Beide Aufrufer verwenden das neue Geheimnis
   *[other] Alle { $count } Aufrufer verwenden das neue Geheimnis
}
usage-moved-none = { $count ->
    [1] Sein einziger Aufrufer hat das neue Geheimnis noch nicht verwendet
   *[other] Keiner seiner { $count } Aufrufer hat das neue Geheimnis bisher verwendet
}
usage-moved-some = { $moved ->
    [one] { $moved } seiner { $count } Aufrufer hat das neue Geheimnis schon verwendet
   *[other] { $moved } seiner { $count } Aufrufer haben das neue Geheimnis schon verwendet
}

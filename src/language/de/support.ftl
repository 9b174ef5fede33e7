# Der Support-Desk: was eingefügt wurde, was darin gefunden wurde, und was aus den abgeschalteten Tokens wurde.

support-another = Weiteren Text durchsuchen

# Das Eingabefeld

support-lead = Fügen Sie ein, was öffentlich geworden ist oder was man Ihnen geschickt hat: ein Log, eine E-Mail, ein Diff, eine Konfigurationsdatei. Jedes Token, dessen Anfang darin steht, wird gefunden, auch in Base64 und in URLs, und kann sofort abgeschaltet werden.
support-text = Zu durchsuchender Text
support-text-help = Bis zu 1 MB. Der Text wird durchsucht und vergessen: nicht gespeichert, nicht protokolliert und nicht wieder angezeigt.
support-look = Nach Tokens suchen
support-looking = Suche läuft…
support-text-missing = Fügen Sie den Text ein, der durchsucht werden soll.
support-text-too-long = Der Text ist länger als 1 MB. Fügen Sie ihn in Teilen ein: Nichts davon wurde gespeichert.
support-not-our-form = Das ist nicht das Formular dieser Seite.

# Was gefunden wurde

support-found-title = Gefunden · Token-Leaks
support-found = Was gefunden wurde
support-found-real = { $count ->
    [one] { $count } echtes Token
   *[other] { $count } echte Tokens
}
support-found-perhaps = { $count ->
    [one] { $count } mögliches Token
   *[other] { $count } mögliche Tokens
}
support-found-unknown = { $count ->
    [one] { $count } nur tokenähnliche Stelle
   *[other] { $count } nur tokenähnliche Stellen
}
support-found-nothing = Nichts im Text hat die Form eines Tokens. Das heißt nicht, dass keines darin war: Ein Token wird an seinem Anfang erkannt, dem Präfix und den 8 Zeichen danach. Aus seinem Ende allein oder einem geschwärzten lässt sich nichts schließen; fragen Sie nach dem Anfang oder nach der Entscheidungs-ID, die ein abgewiesener Aufrufer bekommen hat.
support-found-one = Gefunden: { $one }.
support-found-two = Gefunden: { $one } und { $two }.
support-found-three = Gefunden: { $one }, { $two } und { $three }.
support-found-again = Angezeigt werden nur die echten Tokens: Vom Text wurde nichts behalten.
support-found-more = Der Text enthält mehr als { $most } tokenähnliche Stellen. So viele wurden nachgeschlagen, vollständige zuerst; fügen Sie den Rest in Teilen ein.

support-real = Echte Tokens <span class="count">{ $count }</span>
support-real-help = Der Text enthält ihr vollständiges Geheimnis.
support-real-help-first = Der Text enthält ihr vollständiges Geheimnis. Angezeigt werden die ersten { $shown }, noch gültige vor anderen: Schalten Sie sie ab und fügen Sie den Text dann noch einmal ein.
support-choose-all = Alle { $count }, die abgeschaltet werden können
support-chosen = Ausgewählt
support-choose = { $name } abschalten
support-nothing-to-shut = Es gibt nichts abzuschalten: Alle sind als kompromittiert markiert oder gelöscht.

support-perhaps = Vielleicht diese <span class="count">{ $count }</span>
support-perhaps-help = Der Text enthält ihre Kennung, aber nur ein abgeschnittenes oder vertipptes Geheimnis oder gar keines. Eine Kennung kann jeder schreiben, der sie kennt: Sehen Sie sich jedes Token auf seiner eigenen Seite an, bevor Sie es abschalten.
support-perhaps-help-first = Der Text enthält ihre Kennung, aber nur ein abgeschnittenes oder vertipptes Geheimnis oder gar keines. Eine Kennung kann jeder schreiben, der sie kennt: Sehen Sie sich jedes Token auf seiner eigenen Seite an, bevor Sie es abschalten. Angezeigt werden die ersten { $shown }.

support-unknown = Nur tokenähnlich <span class="count">{ $count }</span>
support-unknown-help = Keines, das Sie sehen dürfen; vielleicht gibt es keines.
support-unknown-help-first = Keines, das Sie sehen dürfen; vielleicht gibt es keines. Angezeigt werden die ersten { $shown }.
support-unknown-whole = Form und Prüfsumme stimmen: gefälscht, oder nicht in Ihren Organisationen ausgestellt
support-unknown-part = abgeschnitten oder vertippt

# Zeilen mit Tokens

support-row-belongs-to = Gehört zu
support-row-personal = persönlich, von <bdi>{ $name }</bdi>
support-row-by = von <bdi>{ $name }</bdi>
support-row-from = von { $address }
support-row-requests = { $week ->
    [one] { $week } Anfrage in den letzten { $days } Tagen, davon { $day } in den letzten 24 Stunden
   *[other] { $week } Anfragen in den letzten { $days } Tagen, davon { $day } in den letzten 24 Stunden
}
support-row-callers = { $count ->
    [one] von { $count } Aufrufer
   *[other] von { $count } Aufrufern
}
support-row-line = Zeile { $line } des Textes
support-row-none = Keine Anfragen in den letzten { $days } Tagen

# Abschalten

support-shut-chosen = Ausgewählte Tokens abschalten
support-shutting = Wird abgeschaltet…
support-how = Wie
support-deactivate-help = Ab der nächsten Anfrage abgewiesen, bis ein Administrator seiner Organisation es aktiviert.
support-compromise-help = Ab der nächsten Anfrage endgültig abgewiesen: Niemand kann es wieder aktivieren. Tokens, die damit über Latchkeys API erstellt wurden, werden ebenfalls markiert.
support-reason-help = Wo die Tokens gefunden wurden. Ihre Administratoren lesen das, auch im Audit-Log. Höchstens { $limit } Zeichen.
support-choose-tokens = Wählen Sie die Tokens, die abgeschaltet werden sollen.
support-choose-way = Wählen Sie, ob deaktiviert oder als kompromittiert markiert werden soll.
support-list-too-old = Die Liste der Tokens ist mehr als eine Stunde alt. Fügen Sie den Text noch einmal ein.
support-list-not-shown = Das ist keine Liste von Tokens, die Ihnen gezeigt wurde. Fügen Sie den Text noch einmal ein.
support-not-in-text = Eines dieser Tokens wurde nicht im Text gefunden.

# Was getan wurde

support-done-title = Abgeschaltet · Token-Leaks
support-done = Ergebnis
support-done-in-part = Nicht alles konnte ausgeführt werden.
support-done-in-part-help = Fügen Sie den Text noch einmal ein und wiederholen Sie den Vorgang: Was schon erledigt ist, bleibt, wie es ist.
support-token-by-token = Token für Token
support-token = Token
support-a-token = Ein gefundenes Token
support-created-through = Durch dieses Token erstellt und ebenfalls als kompromittiert markiert:
support-left = { $count ->
    [one] <strong>{ $count } weiteres echtes Token in diesem Text wurde nicht ausgewählt.</strong> Es ist, wie es war:
   *[other] <strong>{ $count } weitere echte Tokens in diesem Text wurden nicht ausgewählt.</strong> Sie sind, wie sie waren:
}
support-left-back = Zurück zu dem, was gefunden wurde
support-for-ticket = Für das Ticket
support-for-ticket-help = Kennungen und Namen, kein Geheimnis.

support-deactivated-all = { $all ->
    [one] { $all } Token deaktiviert.
   *[other] { $all } Tokens deaktiviert.
}
support-deactivated-some = { $all ->
    [one] { $done } von { $all } Token deaktiviert.
   *[other] { $done } von { $all } Tokens deaktiviert.
}
support-deactivated-none = { $all ->
    [one] Das Token wurde nicht deaktiviert.
   *[other] Keines der { $all } Tokens wurde deaktiviert.
}
support-marked-all = { $all ->
    [one] { $all } Token als kompromittiert markiert.
   *[other] { $all } Tokens als kompromittiert markiert.
}
support-marked-some = { $all ->
    [one] { $done } von { $all } Token als kompromittiert markiert.
   *[other] { $done } von { $all } Tokens als kompromittiert markiert.
}
support-marked-none = { $all ->
    [one] Das Token wurde nicht als kompromittiert markiert.
   *[other] Keines der { $all } Tokens wurde als kompromittiert markiert.
}

support-fate-deactivated = deaktiviert
support-fate-marked = als kompromittiert markiert
support-fate-inactive-already = war schon inaktiv
support-fate-marked-already = war schon als kompromittiert markiert
support-fate-gone = nicht mehr da: Es wurde gelöscht oder ist inzwischen außerhalb Ihrer Reichweite
support-fate-deactivated-unsettled = deaktiviert; ob schon jeder Server davon weiß, war nicht festzustellen, es dauert höchstens einige Sekunden
support-fate-marked-unsettled = als kompromittiert markiert, mit allem, was damit erstellt wurde; ob schon jeder Server davon weiß, war nicht festzustellen, es dauert höchstens einige Sekunden
support-fate-unknown = unklar, ob es erfolgt ist: Die Verbindung zur Datenbank brach dabei ab, versuchen Sie es noch einmal
support-fate-not-done = nicht ausgeführt: Die Datenbank ist nicht zu erreichen, versuchen Sie es noch einmal

# Der Text für das Ticket

support-ticket-token = { $handle } „{ $name }“ ({ $owner }, { $organization }): { $outcome }
support-ticket-a-token = Ein gefundenes Token: { $outcome }
support-ticket-left = { $handle } „{ $name }“ ({ $owner }, { $organization }): im selben Text, nicht abgeschaltet
support-ticket-through = { $handle } „{ $name }“: dadurch erstellt und ebenfalls als kompromittiert markiert

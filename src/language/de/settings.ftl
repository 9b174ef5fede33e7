# Einstellungen einer Organisation.

# Ihr Name

settings-name-help = Sichtbar für alle, die zur Organisation gehören. Höchstens 100 Zeichen.
settings-renamed = Ihre Organisation heißt jetzt „{ $name }“.
settings-called = Ihre Organisation heißt „{ $name }“.
settings-name-taken = Eine andere Organisation hier hat diesen Namen. Wählen Sie einen anderen.
settings-name-overtaken = Jemand anderes hat die Organisation inzwischen in „{ $name }“ umbenannt. Ihre Änderung ist noch nicht gespeichert.

# Ihre Regeln für Tokens

settings-rules = Regeln für Tokens
settings-rules-help = Wer ein Token erstellt oder rotiert, muss sie einhalten; das gilt auch für persönliche Tokens.
settings-broken = { $count ->
    [one] { $count } Token verletzt die geltenden Regeln.
   *[other] { $count } Tokens verletzen die geltenden Regeln.
}
settings-broken-blocked = { $count ->
    [one] { $count } Token verletzt die geltenden Regeln und ist am Gate gesperrt.
   *[other] { $count } Tokens verletzen die geltenden Regeln und sind am Gate gesperrt.
}
settings-broken-by-many = Mehr als { $count } Tokens verletzen die geltenden Regeln.
settings-broken-by-many-blocked = Mehr als { $count } Tokens verletzen die geltenden Regeln und sind am Gate gesperrt.
settings-show-breakers = Betroffene Anwendungstokens anzeigen
settings-in-force-now = Das gilt jetzt:
settings-yours-below = Ihre Regeln stehen unten im Formular. Wenn Sie sie speichern, ersetzen sie, was jetzt gilt.
settings-require-expiry = Ablauf verlangen
settings-require-expiry-help = Ein vergessenes Token läuft von selbst ab.
settings-require-network = IP-Einschränkung verlangen
settings-require-network-help = Ein gestohlenes Token nützt sonst nirgends. Eine Einschränkung auf das ganze Internet zählt nicht.
settings-lifetime = Längste Laufzeit
settings-lifetime-help = In Tagen ab der Erstellung, von 1 bis { $longest }. Damit braucht jedes Token einen Ablauf. Leer heißt: keine Grenze.
settings-lifetime-not-days = „{ $typed }“ ist keine Anzahl von Tagen von 1 bis { $longest }.
settings-existing = Vorhandene Tokens, die eine Regel verletzen
settings-keep = So lassen, wie sie sind
settings-keep-help = Sie gelten weiter, bis sie ablaufen oder jemand sie abschaltet. Ein Nachfolger muss die Regeln einhalten: Fehlt eine IP-Einschränkung, braucht es sie vor dem Rotieren, und eine zu lange Laufzeit wird gekürzt.
settings-block = Am Gate sperren
settings-block-help = Ab der nächsten Anfrage abgewiesen. Welche das sind, sehen Sie, bevor etwas gespeichert wird.
settings-save-rules = Regeln speichern
settings-save-blocking = { $count ->
    [one] Speichern und { $count } Token sperren
   *[other] Speichern und { $count } Tokens sperren
}
settings-save-blocking-many = Speichern und mehr als { $count } Tokens sperren
settings-looking = Wird geprüft…
settings-rules-overtaken = Jemand anderes hat die Regeln geändert, nachdem Sie die Seite geöffnet hatten. Ihre Änderungen sind noch nicht gespeichert.
settings-rules-unchanged = Die Regeln sind unverändert.
settings-rules-saved = Die Regeln sind gespeichert. Kein Token verletzt sie.
settings-rules-saved-blocking = { $count ->
    [one] Die Regeln sind gespeichert. { $count } Token verletzt sie und ist am Gate gesperrt.
   *[other] Die Regeln sind gespeichert. { $count } Tokens verletzen sie und sind am Gate gesperrt.
}
settings-rules-saved-keeping = { $count ->
    [one] Die Regeln sind gespeichert. { $count } Token verletzt sie und bleibt, wie es ist.
   *[other] Die Regeln sind gespeichert. { $count } Tokens verletzen sie und bleiben, wie sie sind.
}
settings-rules-saved-blocking-many = Die Regeln sind gespeichert. Mehr als { $count } Tokens verletzen sie und sind am Gate gesperrt.
settings-rules-saved-keeping-many = Die Regeln sind gespeichert. Mehr als { $count } Tokens verletzen sie und bleiben, wie sie sind.

# Die Regeln, jede in einem Satz

settings-rule-expiry = Ein Token muss einen Ablauf haben.
settings-rule-lifetime = { $days ->
    [one] Ein Token gilt höchstens { $days } Tag.
   *[other] Ein Token gilt höchstens { $days } Tage.
}
settings-rule-network = Ein Token muss eine IP-Einschränkung haben.
settings-rule-none = Es gibt keine Regel.
settings-rule-blocks = Tokens, die eine Regel verletzen, werden am Gate gesperrt.
settings-rule-keeps = Tokens, die es schon gab, bleiben, wie sie sind.

# Was gefragt wird, bevor Regeln gespeichert werden, die Tokens verletzen

settings-before-title = Bevor die Regeln gespeichert werden · Einstellungen
settings-before = Bevor diese Regeln gespeichert werden
settings-breaking = { $count ->
    [one] { $count } Token verletzt diese Regeln.
   *[other] { $count } Tokens verletzen diese Regeln.
}
settings-breaking-many = Mehr als { $count } Tokens verletzen diese Regeln.
settings-before-unsaved = Es wurde noch nichts gespeichert.
settings-before-existing = Was mit ihnen geschieht
settings-before-block-help = Ab der nächsten Anfrage abgewiesen. Laufende Anfragen werden noch beendet.
settings-breakers = Tokens, die sie verletzen
settings-breakers-used-last = Die { $count } zuletzt verwendeten.
settings-breaker-owner = Gehört zu
settings-breaker-why = Warum
settings-breaker-off = schon abgeschaltet

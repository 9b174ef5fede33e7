# Die Formulare der Tokens: Erstellen, Bearbeiten, Rotieren, Löschen, das einmal gezeigte Geheimnis; und was sie prüfen.

# Felder

token-form-name-help = Wie die Integration bei denen heißt, die sich um sie kümmern. Höchstens { $limit } Zeichen.
token-form-name-help-own = Wofür Sie es benutzen. Bis zu { $limit } Zeichen.
token-form-description = Beschreibung
token-form-description-help = Wo das Token läuft, wem es gehört. Höchstens { $limit } Zeichen.
token-form-networks = IP-Einschränkung
token-form-networks-help = Adressen und Netze, von denen aus das Token funktioniert, höchstens { $limit }, je Zeile eins, etwa 203.0.113.7 oder 10.0.0.0/24. Leer heißt: jede Adresse.
token-form-networks-help-required = Adressen und Netze, von denen aus das Token funktioniert, höchstens { $limit }, je Zeile eins, etwa 203.0.113.7 oder 10.0.0.0/24. Ihre Organisation verlangt diese Einschränkung.
token-form-add-address = Meine aktuelle Adresse hinzufügen ({ $address })
token-form-add-refused = { $address } hinzufügen (abgewiesen)
token-form-network-means = <code>{ $entry }</code> bedeutet { $range }
token-form-network-whole-internet = das ganze Internet: Das schränkt nichts ein
token-form-network-alone = nur diese Adresse

# Erstellen

token-form-new-title = Neues Token · Anwendungstokens
token-form-new = Anwendungstoken erstellen
token-form-create = Anwendungstoken erstellen
token-form-create-own = API-Token erstellen
token-form-creating = Wird erstellt…
token-form-no-application = In Ihrer Organisation gibt es keine Anwendung, die Tokens annimmt. <a href="/applications">Fügen Sie zuerst eine hinzu, oder stellen Sie eine wieder her</a>.
token-form-application-help = Die App oder API, die das Token annimmt.
token-form-application-choose = Bitte wählen
token-form-expiry = Ablauf
token-form-expiry-required = Ihre Organisation verlangt einen Ablauf.
token-form-expiry-capped = { $days ->
    [one] Ihre Organisation verlangt einen Ablauf in spätestens { $days } Tag.
   *[other] Ihre Organisation verlangt einen Ablauf in spätestens { $days } Tagen.
}
token-form-expiry-days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
}
token-form-expiry-year = 1 Jahr
token-form-expiry-until = bis { $day }
token-form-expiry-at = Läuft zu einem bestimmten Zeitpunkt ab
token-form-expiry-moment = Datum und Uhrzeit <span class="zone" data-zone-name>(UTC)</span>
token-form-expiry-never = Läuft nie ab
token-form-unbounded = <strong>Weder Ablauf noch IP-Einschränkung.</strong> Eine IP-Einschränkung begrenzt, wo ein gestohlenes Token funktioniert, ein Ablauf, wie lange. Fehlt beides, kann jeder, der dieses Token findet, es von überall und für immer verwenden.
token-form-permissions-all = Alle Berechtigungen
token-form-permissions-own-help = Alles, was Ihre Rolle Ihnen erlaubt, jetzt und später, und nie mehr. Solange Sie Mitglied oder Support sind, ist das, was „Nur lesen“ erlaubt.
token-form-permissions-all-help = Alle Aktionen, auch solche, die später zur API hinzukommen.
token-form-permissions-read = Nur lesen
token-form-permissions-read-help = Alle lesenden Aktionen, auch solche, die später hinzukommen.
token-form-permissions-custom = Benutzerdefiniert
token-form-permissions-custom-help = Nur die Aktionen, die Sie ankreuzen, und nie eine, die später hinzukommt.
token-form-missing = <code>{ $action }</code> fehlte. Ausgewählt sind die Aktionen des anderen Tokens und <a href="#missing">diese</a>.
token-form-missing-mark = fehlte

# Der Katalog der Aktionen

token-form-actions-search = Aktionen suchen
token-form-actions-search-example = devices, delete, /data …
token-form-actions-no-match = Keine Aktion passt.
token-form-actions-none = Keine von { $all } Aktionen ausgewählt
token-form-actions-of-resource = <span data-chosen>{ $chosen }</span> von { $all }
token-form-actions-all = Alle
token-form-actions-all-of = Alle Aktionen von { $resource }
token-form-actions-found = Alle gefundenen
token-form-actions-found-of = Alle gefundenen Aktionen von { $resource }
token-form-actions-only-read = Nur lesende Aktionen<span class="hidden"> von { $resource }</span>
token-form-kind-read = lesen
token-form-kind-write = schreiben

# Was Berechtigungen umfassen, in Listen und auf Seiten

token-form-summary-all = Alle
token-form-summary-read = Nur lesen
token-form-summary-custom = Benutzerdefiniert: { $what }
token-form-summary-actions = { $count } von { $all } Aktionen in { $resources }
token-form-summary-actions-more = { $count } von { $all } Aktionen in { $resources } und { $more } weiteren

# Was an einem Formular nicht stimmt

token-form-name-missing = Geben Sie dem Token einen Namen.
token-form-name-long = Der Name hat { $length } Zeichen; erlaubt sind höchstens { $limit }.
token-form-name-control = Der Name enthält ein unsichtbares Steuerzeichen. Tippen Sie ihn, statt ihn einzufügen.
token-form-name-taken = In der Anwendung gibt es schon ein Token mit diesem Namen. Wählen Sie einen anderen.
token-form-description-long = Die Beschreibung hat { $length } Zeichen; erlaubt sind höchstens { $limit }.
token-form-description-control = Die Beschreibung enthält ein unsichtbares Steuerzeichen. Tippen Sie sie, statt sie einzufügen.
token-form-reason-long = Der Grund hat { $length } Zeichen; erlaubt sind höchstens { $limit }.
token-form-reason-control = Der Grund enthält ein unsichtbares Steuerzeichen. Tippen Sie ihn, statt ihn einzufügen.
token-form-holds-secret = Hier stand das Geheimnis eines Tokens. Andere hätten es hier lesen können. Es wurde auf seine Kennung gekürzt.
token-form-application-missing = Wählen Sie die Anwendung.
token-form-application-closed = Diese Anwendung nimmt keine neuen Tokens an. Wählen Sie eine andere.
token-form-expiry-missing = Wählen Sie, wann das Token abläuft.
token-form-expiry-unknown = „{ $choice }“ steht als Ablauf nicht zur Wahl.
token-form-expiry-no-moment = Geben Sie Datum und Uhrzeit ein, zu denen das Token abläuft.
token-form-expiry-passed = Dieser Zeitpunkt ist vorbei. Wählen Sie einen in der Zukunft.
token-form-expiry-far = Wählen Sie ein Datum vor dem Jahr 10000 oder „Läuft nie ab“.
token-form-moment-zone = „{ $zone }“ ist keine Zeitzone, die dieser Server kennt.
token-form-moment-unreadable = „{ $text }“ ist kein Datum mit Uhrzeit wie 2027-03-01T09:30.
token-form-moment-skipped = { $moment } gibt es in { $zone } nicht: Dann wird die Uhr vorgestellt. Wählen Sie eine Zeit, die eine Stunde später liegt.
token-form-network-line = Zeile { $line }: { $fault }
token-form-network-many = Das sind { $count } Einträge; bei einem Token sind höchstens { $limit } erlaubt.
token-form-network-more = … und { $count } weitere solche Zeilen.
token-form-network-interface = „{ $entry }“ nennt eine Netzwerkschnittstelle; lassen Sie alles ab dem Zeichen % weg.
token-form-network-range = „{ $entry }“ wird nicht erkannt; geben Sie einen Bereich als Netz an, etwa 10.0.0.0/24.
token-form-network-range-several = „{ $entry }“ ist nicht ein Netz; schreiben Sie { $networks }.
token-form-network-brackets = „{ $entry }“ wird nicht erkannt; geben Sie eine IPv6-Adresse ohne Klammern an.
token-form-network-unreadable = „{ $entry }“ ist weder eine IP-Adresse noch ein Netz wie 203.0.113.7 oder 10.0.0.0/24.
token-form-network-length = „{ $entry }“: Die Zahl nach dem / muss hier zwischen 0 und { $longest } liegen.
token-form-network-fault = „{ $entry }“: { $fault }.
token-form-permissions-missing = Wählen Sie, was das Token darf.
token-form-permissions-none = Wählen Sie mindestens eine Aktion, oder stattdessen „Alle Berechtigungen“ oder „Nur lesen“.
token-form-permissions-no-action = Im Katalog gibt es keine Aktion „{ $action }“.
token-form-permissions-unknown = „{ $choice }“ steht bei den Berechtigungen nicht zur Wahl.

# Die Regeln der Organisation

token-form-rule-expiry = Ihre Organisation verlangt einen Ablauf. Wählen Sie, wann das Token endet.
token-form-rule-lifetime = { $days ->
    [one] In Ihrer Organisation darf ein Token höchstens { $days } Tag gelten.
   *[other] In Ihrer Organisation darf ein Token höchstens { $days } Tage gelten.
}
token-form-rule-networks = Ihre Organisation verlangt eine IP-Einschränkung. Geben Sie die Adressen ein, von denen aus das Token funktioniert; das ganze Internet ist keine Einschränkung.
# Enden eines Satzes über ein Token: „Es läuft nie ab, funktioniert von jeder Adresse aus.“
token-form-breaks-both = { $before } und { $next }
token-form-breaks-expiry = läuft nie ab
token-form-breaks-lifetime = { $days ->
    [one] wurde für länger als { $days } Tag erstellt
   *[other] wurde für länger als { $days } Tage erstellt
}
token-form-breaks-networks = funktioniert von jeder Adresse aus

# Bearbeiten

token-form-edit-title = Bearbeiten · { $name }
token-form-edit = „<bdi>{ $name }</bdi>“ bearbeiten
token-form-edit-theirs = Jetzt gespeichert ist:
token-form-edit-yours = Ihre Fassung steht unten im Formular. Wenn Sie sie speichern, ersetzt sie, was jetzt gespeichert ist.
token-form-edit-next = Anfragen von dort werden ab der nächsten abgewiesen.
token-form-edit-all-the-same = Trotzdem speichern
token-form-for-good = Ablauf und Berechtigungen lassen sich später nicht ändern; Name, Beschreibung und IP-Einschränkung schon.
token-form-for-good-own = Nichts davon lässt sich später ändern: Soll es anders sein, löschen Sie es und erstellen ein neues.
token-form-edit-fixed = Ablauf und Berechtigungen lassen sich nach dem Erstellen nicht ändern: Erstellen Sie bei anderem Bedarf <a href="/integrations/tokens/new?like={ $id }">ein ähnliches Token</a>.
token-form-saved = „{ $name }“ gespeichert.
token-form-shuts-out-one = Das schließt { $address } aus; von dort wurde das Token in den letzten 7 Tagen verwendet.
token-form-shuts-out-several = Das schließt { $count } Adressen aus, darunter { $address }; von dort wurde das Token in den letzten 7 Tagen verwendet.
token-form-shuts-out = Das schließt womöglich Adressen aus, von denen aus das Token in den letzten 7 Tagen verwendet wurde: Es waren zu viele, um jede festzuhalten.
token-form-shuts-out-unknown = Das schließt Aufrufer aus, deren Adresse nicht bekannt ist; sie haben das Token in den letzten 7 Tagen verwendet.
token-form-overtaken = { $who } hat dieses Token am { $when } geändert, nachdem Sie die Seite geöffnet hatten. Ihre Änderungen sind noch nicht gespeichert.
token-form-overtaken-by-someone = Jemand hat dieses Token geändert, nachdem Sie die Seite geöffnet hatten. Ihre Änderungen sind noch nicht gespeichert.

# Rotieren

token-form-rotate-title = Rotieren · { $name }
token-form-rotate = „<bdi>{ $name }</bdi>“ rotieren?
token-form-is-of = Es ist ein Token von <bdi>{ $application }</bdi> (<code>{ $handle }</code>).
token-form-rotate-what = Beim Rotieren entsteht ein weiteres Token mit demselben Namen, derselben Beschreibung, IP-Einschränkung, denselben Berechtigungen und einem neuen Geheimnis, das Sie einmal sehen.
token-form-rotate-lasts = Das neue gilt ab jetzt so lange, wie dieses bei seiner Erstellung gelten sollte: bis { $end }.
token-form-rotate-lets-last = Es gilt bis { $end }; länger erlaubt Ihre Organisation nicht.
token-form-rotate-never-expires = Es läuft nie ab.
token-form-rotate-needs-network = <strong>So lässt es sich nicht rotieren:</strong> Ihre Organisation verlangt inzwischen eine IP-Einschränkung, und dieses Token funktioniert von jeder Adresse aus. Geben Sie ihm zuerst eine.
token-form-edit-needs-network = Ihre Organisation verlangt inzwischen eine IP-Einschränkung. Dieses Token ist älter als die Regel und darf so bleiben, lässt sich aber nicht rotieren, bevor es eine hat.
token-form-rotate-edit-networks = IP-Einschränkung bearbeiten
token-form-rotate-compromised = Es ist als kompromittiert markiert: Das alte Geheimnis gilt nie wieder, was immer es noch verwendet.
token-form-rotate-ended = Sein eigenes Geheimnis gilt schon nicht mehr; das neue gilt ab jetzt.
token-form-overlap = Wann wird das alte Geheimnis ungültig?
token-form-overlap-help = Bis dahin gelten beide, damit nichts ausfällt, während das neue eingesetzt wird. Danach lässt sich das alte Token nicht mehr aktivieren.
token-form-overlap-now = Sofort
token-form-overlap-now-help = Was es noch verwendet, wird ab der nächsten Anfrage abgewiesen.
token-form-overlap-15-minutes = In 15 Minuten
token-form-overlap-1-hour = In 1 Stunde
token-form-overlap-24-hours = In 24 Stunden
token-form-overlap-7-days = In 7 Tagen
token-form-overlap-sooner = Früher, am { $end }, wenn es abläuft.
token-form-overlap-missing = Wählen Sie, wann das alte Geheimnis ungültig wird.
token-form-prolong-title = Altes Geheimnis länger gelten lassen · { $name }
token-form-prolong = Soll das alte Geheimnis von „<bdi>{ $name }</bdi>“ länger gelten?
token-form-prolong-what = Es wurde rotiert und endet { $when }, am { $until }.
token-form-prolong-button = Länger gelten lassen
token-form-prolonged = Das alte Geheimnis von „{ $name }“ gilt bis { $until }.
token-form-prolonged-already = Das alte Geheimnis von „{ $name }“ gilt ohnehin bis { $until }: Es wurde nichts geändert.
token-form-prolong-too-late = Das alte Geheimnis von „{ $name }“ kann nicht länger gelten: Es wurde nicht rotiert, ist abgelaufen, oder es gilt schon bis zu seinem eigenen Ablauf oder { $days } Tage nach dem Rotieren.
token-form-rotate-button = Token rotieren
token-form-rotating = Wird rotiert…
token-form-rotated = „{ $name }“ rotiert.
token-form-rotated-already = „{ $name }“ wurde schon rotiert. Seine Seite führt zu dem Token, das an seine Stelle getreten ist.
token-form-rotate-archived = „{ $application }“ ist archiviert und nimmt keine neuen Tokens an: Stellen Sie die Anwendung zuerst wieder her.
token-form-rotate-any-address = „{ $name }“ funktioniert von jeder Adresse aus, und Ihre Organisation verlangt inzwischen eine IP-Einschränkung: Geben Sie ihm zuerst eine, indem Sie es bearbeiten.

# Löschen

token-form-delete-title = Löschen · { $name }
token-form-delete = „<bdi>{ $name }</bdi>“ löschen?
token-form-delete-active = Ab der nächsten Anfrage wird es abgewiesen, und es verschwindet endgültig aus der Liste. Laufende Anfragen werden noch beendet.
token-form-delete-type = Geben Sie zum Löschen seinen Namen ein
token-form-delete-mistyped = Geben Sie den Namen des Tokens ein, „{ $name }“: Es wurde in den letzten 24 Stunden verwendet.
token-form-delete-instead = Stattdessen deaktivieren
token-form-deleted = „{ $name }“ gelöscht.

# Das einmal gezeigte Geheimnis

token-form-created-title = Token erstellt · Anwendungstokens
token-form-created-own-title = Token erstellt · API-Tokens
token-form-new-secret-title = Neues Geheimnis · Anwendungstokens
token-form-created-heading = „<bdi>{ $name }</bdi>“ ist erstellt
token-form-new-secret-heading = „<bdi>{ $name }</bdi>“ hat ein neues Geheimnis
token-form-old-ended = Das alte (<code>{ $handle }</code>) gilt nicht mehr: Was es noch verwendet, wird abgewiesen.
token-form-old-goes-on = Das alte (<code>{ $handle }</code>) gilt noch bis { $end }. Setzen Sie bis dahin überall das neue ein: Die Seite des Tokens zeigt, wer noch das alte verwendet.
token-form-copy-now = <strong>Kopieren Sie das Token jetzt.</strong> Latchkey behält davon nur einen Fingerabdruck und kann es nicht noch einmal zeigen.
token-form-secret = Token
token-form-copy = Token kopieren
token-form-copy-own = In die Zwischenablage kopieren
token-form-copy-and-close = Kopieren und schließen
token-form-download = Herunterladen
token-form-have-copied = Ich habe mein Anwendungstoken an einen sicheren Ort kopiert
token-form-have-copied-own = Ich habe mein API-Token an einen sicheren Ort kopiert
token-form-close-window = Fenster schließen
token-form-created = „{ $name }“ erstellt.
token-form-try = Ausprobieren
token-form-try-variable = Schreiben Sie das Token in die Variable <code>LATCHKEY_TOKEN</code>: Diese Zeile wartet, bis Sie es einfügen und die Eingabetaste drücken, zeigt nichts davon und hält es aus dem Verlauf der Shell heraus.
token-form-try-gate = Fragen Sie dann das Gate, ob es zugelassen wird:
token-form-try-own = Fragen Sie dann, was es darf:
token-form-try-not-from = Ihre Adresse <code>{ $address }</code> liegt außerhalb seiner IP-Einschränkung: Von hier aus ist die Antwort 403.
token-form-curl = curl-Zeile
token-form-variable = Zeile für die Variable
token-form-variable-copy = Diese Zeile kopieren
token-form-curl-copy = curl-Zeile kopieren
token-form-try-counted = Anfragen werden alle paar Sekunden gezählt: Was Sie ausprobieren, erscheint kurz darauf unter „Nutzung“ auf der Seite des Tokens.
token-form-may = Was es darf
token-form-acts-as = Handelt für
token-form-from = Adressen
token-form-until = Ablauf
token-form-never-expires = Nie
token-form-handle = Kennung

# Ein zweimal gesendetes Formular

token-form-repeated-title = Schon erstellt · Anwendungstokens
token-form-repeated = Dieses Token wurde schon erstellt
token-form-repeated-made = Das Formular wurde schon einmal gesendet, und dabei wurde <a href="/integrations/tokens/{ $id }">„<bdi>{ $name }</bdi>“</a> erstellt. Ein zweites Token wurde nicht erstellt.
token-form-repeated-secret = Sein Geheimnis wurde einmal gezeigt, in der Antwort auf das erste Senden, und kann nicht noch einmal gezeigt werden. Wenn diese Antwort unterwegs verloren ging, löschen Sie das Token und erstellen Sie es neu.
token-form-repeated-open = Token öffnen
token-form-repeated-again = Löschen und neu erstellen
token-form-repeated-create = Weiteres Token erstellen
token-form-repeated-back = Zurück zur Liste

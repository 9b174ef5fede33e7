# Das Audit-Log: die Seite, ihre Filter, was von jedem Ereignis gesagt wird, und die Prüfung der Kette.

audit-count = { $count ->
    [one] { $count } Ereignis
   *[other] { $count } Ereignisse
}
audit-count-more = mehr als { $most } Ereignisse
audit-printed-part = { $count }, davon hier gedruckt: { $shown }, von Ereignis { $newest } zurück bis Ereignis { $oldest }. Die übrigen stehen auf weiteren Seiten; die CSV-Datei enthält alle.
audit-printed-part-uncounted = { $shown ->
    [one] Hier gedruckt: { $shown } Ereignis, von Ereignis { $newest } zurück bis Ereignis { $oldest }. Die übrigen stehen auf weiteren Seiten; die CSV-Datei enthält alle.
   *[other] Hier gedruckt: { $shown } Ereignisse, von Ereignis { $newest } zurück bis Ereignis { $oldest }. Die übrigen stehen auf weiteren Seiten; die CSV-Datei enthält alle.
}
audit-download = Herunterladen als <a class="button small" href="{ $csv }">CSV</a> <a class="button small" href="{ $json }">JSON</a>
audit-download-these = Diese herunterladen als <a class="button small" href="{ $csv }">CSV</a> <a class="button small" href="{ $json }">JSON</a>
audit-no-format = Das Format ist csv oder json.
audit-verify = Überprüfen
audit-verifying = Wird überprüft…

# Filter

audit-events = Ereignisse
audit-who = Wer
audit-anybody = Alle
audit-what = Was
audit-anything = Alles
audit-token = Token
audit-token-help = Kennung oder Name
audit-other-tokens = Jedes Token hat seine eigenen Ereignisse. Diese trugen zuletzt denselben Namen oder stehen beim Rotieren unmittelbar davor oder danach:
audit-other-created = erstellt am { $at }
audit-which-token = Welches ist gemeint?
audit-perhaps-tokens = Kein Token hat genau diese Kennung oder diesen Namen. Wählen Sie eines von denen, die ihm nahekommen.
audit-no-such-token = Kein Token hier hat diese Kennung oder diesen Namen.
audit-several-tokens = Mehrere Tokens heißen so. Geben Sie die Kennung des gemeinten ein.
audit-first-day = Erster Tag (UTC)
audit-last-day = Letzter Tag (UTC)
audit-show = Anzeigen
audit-not-a-day = Geben Sie einen Tag wie 2026-11-22 ein.
audit-days-reversed = Der letzte Tag liegt vor dem ersten.
audit-by = Von { $name }
audit-by-command-line = Von der Kommandozeile
audit-by-unknown = Von Unbekannt
audit-about = Zu { $name }
audit-about-unknown = Zu Unbekanntem
audit-from-day = Ab { $day } UTC
audit-to-day = Bis { $day } UTC
audit-unknown-actor = Unbekannt
audit-nothing-so-far = Bisher nichts gefunden.
audit-no-match = Kein Ereignis passt.
audit-looked-at = { $count } Ereignisse bis zum { $at } durchgesehen und keine weiteren gefunden, die passen.
audit-pages = Audit-Log
audit-newer = Neuere
audit-older = Ältere
audit-further = Weitersuchen

audit-noun-token = Tokens
audit-noun-user = Konten
audit-noun-application = Anwendungen
audit-noun-organization = Organisation
audit-noun-installation = Installation
audit-noun-member = Mitglieder
audit-noun-invitation = Einladungen

# Wer es war

audit-actor-token = Token „{ $name }“
audit-actor-command-line = Kommandozeile
audit-command-line = Kommandozeile
audit-latchkey-itself = Latchkey selbst
audit-kind-token = Token
audit-kind-system = System

audit-unknown-action = { $form ->
    [about] { $action } { $about }
   *[plain] { $action }
}
audit-subject = <bdi class="about">{ $name }</bdi>

# Ein Ereignis

audit-from-address = <span class="hidden">von </span>{ $address }
audit-from-unknown-address = von einer unbekannten Adresse
audit-event = Ereignis { $seq }, { $at }, von { $address }
audit-event-unknown-address = Ereignis { $seq }, { $at }, von einer unbekannten Adresse
audit-open-token-that-did = Ausführendes Token öffnen
audit-only-by = Nur von <bdi>{ $name }</bdi>
audit-only-about = Nur zu <bdi>{ $name }</bdi>
audit-only-such = Nur Ereignisse dieser Art

# Was sonst davon gesagt wird

audit-field-name = Name
audit-field-email = E-Mail-Adresse
audit-field-description = Beschreibung
audit-field-networks = IP-Einschränkung
audit-field-handle = Kennung
audit-field-application = Anwendung
audit-field-acts-as = Handelt für
audit-field-expires = Läuft ab
audit-field-permissions = Berechtigungen
audit-field-role = Rolle
audit-field-api-access = API-Zugriff
audit-field-browser = Browser
audit-field-session-address = Angemeldet von
audit-field-sessions = Sitzungen
audit-field-require-expiry = Ablauf vorgeschrieben
audit-field-lifetime-cap = Längste Laufzeit in Tagen
audit-field-require-network = IP-Einschränkung vorgeschrieben
audit-field-block-rule-breakers = Tokens gesperrt, die eine Regel verletzen
audit-field-predecessor = Ersetzt
audit-field-successor = Ersetzt durch
audit-field-ends = Altes Geheimnis gilt bis
audit-field-until = Pausiert bis
audit-field-reason = Grund
audit-field-invitation = Einladung
audit-field-account = Konto
audit-field-made-at = Erstellt am

audit-fact = { $field }: { $value }
audit-added = { $field }: { $after } (vorher keine)
audit-gone = { $field }: keine (vorher { $before })
audit-became = { $field }: { $after } (vorher { $before })
audit-created-through = Es wurde durch „{ $name }“ ({ $handle }) erstellt

audit-none = keine
audit-yes = ja
audit-no = nein
audit-never = nie
audit-quoted = „{ $text }“
audit-all-permissions = Alle Berechtigungen
audit-all = alle
audit-read-only = nur lesen
audit-actions = { $count ->
    [one] { $count } Aktion: { $actions }
   *[other] { $count } Aktionen: { $actions }
}
audit-browser-on = { $browser } unter { $system }
audit-unknown-browser = unbekannt

# Gründe, die Latchkey selbst angab

audit-reason-holder = Sein Inhaber hat es ungültig gemacht.
audit-reason-reported = Als gefunden gemeldet, von jemandem, der sein Geheimnis hatte.
audit-reason-found = Die Geheimnissuche von GitHub hat es öffentlich gefunden.
audit-reason-found-at = Die Geheimnissuche von GitHub hat es hier gefunden: { $place }
audit-reason-invited-again = Erneut eingeladen.
audit-reason-no-administrator = { $name } hat nicht mehr die Rolle „Administrator“.
audit-reason-no-member = { $name } gehört nicht mehr zur Organisation.

# Die Prüfung der Kette

audit-verification = Überprüfung
audit-verification-title = Überprüfung · Audit-Log
audit-broken = Beschädigt: { $what }.
audit-broken-checked = { $count ->
    [one] Bis dahin wurde { $count } Ereignis durchgesehen. Das Log wurde von jemandem geändert, der in die Datenbank schreiben kann. Bewahren Sie eine Kopie der Datenbank auf, wie sie ist, und vergleichen Sie sie mit einer Sicherung.
   *[other] Bis dahin wurden { $count } Ereignisse durchgesehen. Das Log wurde von jemandem geändert, der in die Datenbank schreiben kann. Bewahren Sie eine Kopie der Datenbank auf, wie sie ist, und vergleichen Sie sie mit einer Sicherung.
}
audit-otherwise = Nicht wie in der Zeile: { $what }.
audit-otherwise-intact = { $count ->
    [one] In sich stimmt das Protokoll: { $count } Ereignis geprüft, es ist wie aufgezeichnet.
   *[other] In sich stimmt das Protokoll: { $count } Ereignisse geprüft, jedes ist wie aufgezeichnet, und keines fehlt.
}
audit-otherwise-means = Entweder wurde die Zeile falsch abgeschrieben, oder jemand mit Schreibzugriff auf die Datenbank hat die Kette neu geschrieben. Vergleichen Sie die Zeile Zeichen für Zeichen mit dem, was notiert wurde. Stimmt sie überein, bewahren Sie eine Kopie der Datenbank auf, wie sie ist, und vergleichen Sie sie mit einer Sicherung.
audit-otherwise-means-any = Entweder wurde die Zeile falsch abgeschrieben, oder sie gehört zu einer anderen Organisation, oder jemand mit Schreibzugriff auf die Datenbank hat die Kette neu geschrieben. Vergleichen Sie die Zeile mit dem, was notiert wurde, und prüfen Sie, zu welcher Organisation. Stimmt sie überein, bewahren Sie eine Kopie der Datenbank auf, wie sie ist, und vergleichen Sie sie mit einer Sicherung.
audit-intact = Unversehrt.
audit-intact-as-noted = Ereignis { $seq } ist noch so wie in Ihrer Zeile, ebenso jedes Ereignis davor.
audit-checked-at = Geprüft { $at }.
audit-intact-checked = { $count ->
    [one] { $count } Ereignis durchgesehen: Es ist, wie es aufgezeichnet wurde, und keines fehlt.
   *[other] { $count } Ereignisse durchgesehen: Jedes ist, wie es aufgezeichnet wurde, und keines fehlt.
}
audit-head = Das Ende der Kette
audit-head-help = Jedes Ereignis trägt den Hash des vorigen. Wer in die Datenbank schreiben kann, könnte trotzdem alles neu schreiben, was nach einem Ereignis kam, mit passenden Hashes. Bewahren Sie diese Zeile dort auf, wo so jemand nicht herankommt: Sie zeigt später, ob noch da ist, was jetzt im Log steht.
audit-head-copy = Zeile kopieren
audit-compare = Mit einer früher aufbewahrten Zeile vergleichen
audit-line = Zeile
audit-line-help = So, wie sie unter „Das Ende der Kette“ ausgegeben wurde.
audit-line-wrong = Eine Zeile besteht aus einer Zahl, einem Doppelpunkt und 64 hexadezimalen Zeichen; in neueren steht davor die ID der Organisation mit einem Doppelpunkt.
audit-line-elsewhere = Diese Zeile gehört zu einer anderen Organisation. Wechseln Sie dorthin, um sie zu vergleichen.
audit-verify-again = Noch einmal überprüfen
audit-back = Zurück zum Audit-Log
audit-verified-already = Dieses Audit-Log wird gerade schon überprüft.

audit-broken-altered = Ereignis { $seq } ist nicht so, wie es aufgezeichnet wurde; sein Hash passt nicht dazu
audit-broken-before-first = Vor dem ersten Ereignis gibt es noch eines
audit-broken-gap = Ereignis { $missing } fehlt; nach Ereignis { $after } kommt Ereignis { $found }
audit-broken-moved = Ereignis { $seq } folgt nicht auf das vorige; es nennt einen anderen Hash
audit-broken-truncated = Das Ende fehlt; das letzte Ereignis ist { $last }, als Ende vermerkt ist { $head }
audit-broken-beyond-head = Ereignis { $seq } liegt hinter dem vermerkten Ende der Kette
audit-broken-head-differs = Am vermerkten Ende der Kette steht ein anderer Hash als beim letzten Ereignis, { $seq }
audit-broken-no-head = Das Ende der Kette ist nicht vermerkt
audit-broken-empty = Alle Ereignisse fehlen, auch die Gründung der Organisation
audit-broken-not-as-noted = Ereignis { $seq } hat einen anderen Hash als die Zeile
audit-broken-shorter = Die Kette endet mit Ereignis { $last }, und die Zeile gehört zu Ereignis { $noted }

# Was jede Seite um ihren Inhalt hat, Zeitpunkte, Formulare und die Seiten gescheiterter Anfragen.

web-error-title = Fehler: { $title }
web-skip = Zum Inhalt springen
web-main-navigation = Hauptnavigation
web-organization = Organisation
web-organization-before = Organisation:{" "}
web-organizations = Ihre Organisationen
web-switch-to = Wechseln zu
web-sign-out = Abmelden
web-printed = { $organization }, Stand { $at }, gedruckt von { $who }
web-undo = Rückgängig
web-pages-of = Seiten: { $what }
web-problem = Es gibt ein Problem

# Was mehrere Räume sagen

web-breadcrumb = Navigationspfad
web-cancel = Abbrechen
web-save = Speichern
web-saving = Wird gespeichert…
web-delete = Löschen
web-rename = Umbenennen
web-copy = Kopieren
web-optional = optional
web-previous = Zurück
web-next = Weiter
web-list = Liste
web-filters = Gesetzte Filter
web-filter-remove = : diesen Filter entfernen
web-filters-clear = Filter zurücksetzen
web-and-more = und { $count } weitere
web-never = Nie
web-unknown = Unbekannt
web-not-said = Nicht angegeben
web-facts = Angaben
web-history = Verlauf
web-danger-zone = Gefahrenbereich
web-name = Name
web-status = Status
web-created = Erstellt
web-last-used = Zuletzt verwendet
web-reason = Grund
web-program = Programm
web-email = E-Mail-Adresse
web-password = Passwort
web-mail-hello = Guten Tag,

place-integrations = Integrationen
place-applications = Anwendungen
place-members = Mitglieder
place-audit = Audit-Log
place-support = Token-Leaks
place-settings = Einstellungen

role-administrator = Administrator
role-member = Mitglied
role-support = Support

# Zeitpunkte

time-month = { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
time-month-short = { $month ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] Apr.
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
}
time-exact = { $day }. { $month } { $year }, { $clock } UTC
time-day = { $day }. { $month } { $year }
time-just-now = gerade eben
time-under-a-minute = in weniger als einer Minute
time-in-minutes = { $count ->
    [one] in { $count } Minute
   *[other] in { $count } Minuten
}
time-in-hours = { $count ->
    [one] in { $count } Stunde
   *[other] in { $count } Stunden
}
time-in-days = { $count ->
    [one] in { $count } Tag
   *[other] in { $count } Tagen
}
time-in-months = { $count ->
    [one] in { $count } Monat
   *[other] in { $count } Monaten
}
time-in-years = { $count ->
    [one] in { $count } Jahr
   *[other] in { $count } Jahren
}
time-minutes-ago = { $count ->
    [one] vor { $count } Minute
   *[other] vor { $count } Minuten
}
time-hours-ago = { $count ->
    [one] vor { $count } Stunde
   *[other] vor { $count } Stunden
}
time-days-ago = { $count ->
    [one] vor { $count } Tag
   *[other] vor { $count } Tagen
}
time-months-ago = { $count ->
    [one] vor { $count } Monat
   *[other] vor { $count } Monaten
}
time-years-ago = { $count ->
    [one] vor { $count } Jahr
   *[other] vor { $count } Jahren
}

# Formulare

form-twice = Das Feld „{ $field }“ wurde mehr als einmal gesendet.
form-unknown-field = Dieses Formular hat kein Feld „{ $field }“.
form-not-valid = Das ist nicht gültig.
form-too-many-fields = Das Formular hat mehr als { $limit } Felder. So viele hat keines unserer Formulare.
form-not-whole = Das Formular ist nicht vollständig angekommen. Senden Sie es noch einmal.

# Seiten gescheiterter Anfragen

error-taken-meanwhile = Das Recht dazu wurde entzogen, während die Anfrage unterwegs war. Es wurde nichts geändert.
error-unavailable = Latchkey kann seine Datenbank gerade nicht erreichen. Es wurde nichts geändert.
error-unwritable = Latchkey kann gerade nicht in seine Datenbank schreiben: vielleicht ist deren Platte voll. Es wurde nichts geändert.
error-internal = Bei uns ist etwas schiefgegangen. Der Fehler wurde protokolliert.
error-not-found = Unter dieser Adresse gibt es nichts, oder Sie dürfen es nicht sehen.
error-no-place = Sie gehören hier zu keiner Organisation mehr.
error-elsewhere = Das gehört zu { $name }, einer anderen Ihrer Organisationen.
error-too-large = Gesendet wurde mehr als die { $limit } Bytes, die hier angenommen werden.
error-wrong-type = Ein Formular wird als application/x-www-form-urlencoded gesendet.
error-foreign-origin = Dieses Formular kam nicht von einer Seite unter der Adresse dieses Portals.
error-method = Diese Adresse nimmt diese Methode nicht an.

error-made-unsettled = Die Änderung ist erfolgt. Ob schon jeder Server dieses Portals davon weiß, war nicht festzustellen: Es dauert höchstens einige Sekunden.
error-perhaps-made = Die Datenbank ist während der Änderung ausgefallen: Sie ist ganz erfolgt oder gar nicht.
error-heading-made-unsettled = Erfolgt, aber nicht überall bekannt
error-heading-perhaps-made = Unklar, ob es erfolgt ist
error-heading-forbidden = Nicht mit Ihrer Rolle
error-heading-no-place = In keiner Organisation
error-heading-foreign-origin = Von dort nicht angenommen
error-heading-not-found = Nicht gefunden
error-heading-elsewhere = In einer anderen Organisation
error-heading-conflict = Das geht gerade nicht
error-heading-malformed = Das ist nicht zu verstehen
error-heading-too-large = Zu viel Text
error-heading-wrong-type = Kein Formular
error-heading-method = Nicht auf diesem Weg
error-heading-busy = Eins nach dem anderen
error-heading-unavailable = Gerade nicht verfügbar
error-heading-internal = Unser Fehler

error-request = Wenn Sie den Betreiber dieses Portals danach fragen, nennen Sie die Anfrage:
error-switch-to = Zu { $name } wechseln
error-back-to-integrations = Zurück zu den Integrationen
error-start-page = Zur Startseite von Latchkey
error-next-forbidden = Fragen Sie einen Administrator Ihrer Organisation. Wer das ist, steht auf der Seite Ihres Kontos.
error-next-no-place = Lassen Sie sich von einem Administrator neu einladen, oder melden Sie sich ab und mit einem anderen Konto wieder an.
error-next-foreign-origin = Öffnen Sie das Portal unter seiner eigenen Adresse und versuchen Sie es noch einmal. Wenn das seine Adresse ist, muss der Betreiber sie in LATCHKEY_PUBLIC_URL eintragen.
error-next-not-found = Prüfen Sie die Adresse, oder beginnen Sie auf der Startseite.
error-next-conflict = Gehen Sie zurück und sehen Sie sich den aktuellen Stand an.
error-next-malformed = Gehen Sie zurück und versuchen Sie es noch einmal: Was Sie eingegeben haben, ist noch da.
error-next-too-large = Gehen Sie zurück und kürzen Sie den Text: Was Sie eingegeben haben, ist noch da.
error-next-wrong-type = Gehen Sie zurück und senden Sie das Formular noch einmal.
error-next-method = Gehen Sie zurück auf die Seite, von der Sie kommen.
error-next-moment = Versuchen Sie es gleich noch einmal.
error-next-internal = Versuchen Sie es noch einmal. Wenn es wieder geschieht, sagen Sie dem Betreiber dieses Portals Bescheid.

# Was einer Rolle fehlt

access-cant = Mit der Rolle „{ $role }“ geht das nicht: { $needs }.
access-token-cant = Ein Token kann das nicht tun.
access-needs-place = Dafür müssen Sie zu einer Organisation gehören
access-needs-administrator = Dafür ist die Rolle „Administrator“ nötig
access-needs-support = Dafür ist die Rolle „Administrator“ oder „Support“ nötig
access-switched = Dieses Formular gehört zu „{ $meant }“, und Sie haben inzwischen in einem anderen Tab oder Fenster zu „{ $now }“ gewechselt. Nichts wurde geändert. Wechseln Sie zurück, und senden Sie es noch einmal ab.
access-switched-from-none = Dieses Formular gehört zu einer Organisation, der Sie nicht mehr angehören; Sie sind jetzt in „{ $now }“. Nichts wurde geändert.

# Was Skripte sagen

script-copied = Kopiert.
script-copied-button = Kopiert
script-not-copied = Kopieren nicht möglich. Der Text ist markiert: Drücken Sie { $keys }C.
script-control-key = Strg+
script-discard = Eingaben verwerfen?
script-show-typed = Eingabe anzeigen
script-apply-filters = Anwenden
script-never-ends = Es gilt, bis es jemand abschaltet.
script-has-passed = { $moment } liegt in der Vergangenheit.
script-ends = Läuft { $distance } ab: am { $moment }.
script-ends-also-utc = Läuft { $distance } ab: am { $moment } ({ $utc }).
script-none-chosen = Keine ausgewählt
script-some-chosen = { $chosen } von { $all } ausgewählt
script-one-token-chosen = 1 Token ausgewählt
script-tokens-chosen = { $count } Tokens ausgewählt
script-not-saved = Das konnte nicht gespeichert werden.
script-not-reached = Der Server war nicht zu erreichen. Versuchen Sie es gleich noch einmal.
script-sign-in-tab = In einem neuen Tab anmelden
script-signed-in-again = Sie sind wieder angemeldet. Bisher wurde nichts ausgeführt: Versuchen Sie es jetzt noch einmal.
script-not-sent = Der Server war nicht zu erreichen, daher wurde nichts ausgeführt. Auf dieser Seite ist alles noch da: Versuchen Sie es gleich noch einmal.
script-not-sent-switched = Sie haben inzwischen in einem anderen Tab zu einer anderen Organisation gewechselt, daher wurde nichts ausgeführt. Diese Seite behält Ihre Eingaben.
script-switch-back = Zurückwechseln
script-switched-back = Sie haben zurückgewechselt. Bisher wurde nichts ausgeführt: Versuchen Sie es jetzt noch einmal.
script-not-sent-signed-out = Sie waren abgemeldet, daher wurde nichts ausgeführt. Diese Seite behält Ihre Eingaben: Melden Sie sich in einem neuen Tab an und versuchen Sie es dann hier noch einmal.
script-not-sent-yet = Noch keine Antwort. Bisher wurde nichts ausgeführt: Es wird gesendet, sobald der Server antwortet.
script-not-answered = Noch keine Antwort: Es ist nicht bekannt, ob es ausgeführt wurde. Sobald die Antwort kommt, geht es weiter.
script-not-answered-yet = Noch keine Antwort vom Server.
script-activating = Wird aktiviert…
script-deactivating = Wird deaktiviert…
script-activating-token = „{ $name }“ wird aktiviert…
script-deactivating-token = „{ $name }“ wird deaktiviert…
script-switch-not-answered = Noch keine Antwort: Es ist nicht bekannt, ob „{ $name }“ aktiv ist. Sobald es bekannt ist, steht es hier.
script-switch-not-reached = Der Server war nicht zu erreichen: Es ist nicht bekannt, ob „{ $name }“ aktiv ist. Sobald es bekannt ist, steht es hier.
script-switch-signed-out = Sie sind abgemeldet, und es ist nicht bekannt, ob „{ $name }“ aktiv ist. Sobald Sie angemeldet sind, steht es hier.
script-switched-nothing = Sie waren abgemeldet, daher wurde „{ $name }“ nicht geändert. Melden Sie sich in einem neuen Tab an und versuchen Sie es dann hier noch einmal.
script-is-active = „{ $name }“ ist aktiv.
script-is-inactive = „{ $name }“ ist nicht aktiv.
script-is-gone = „{ $name }“ steht nicht mehr in dieser Liste.

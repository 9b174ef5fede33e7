# Ein Token: seine Seite, was mit ihm geschieht und was nicht geht.

token-active = Aktiv
token-inactive = Inaktiv
token-compromised = Kompromittiert
token-expired = Abgelaufen
token-deleted = Gelöscht
token-expires-soon = Läuft bald ab
token-ends = Endet { $when }
token-ended = Beendet
token-blocked = Gesperrt

# Seine Seite

token-title = { $name } · Anwendungstokens
token-title-own = { $name } · API-Tokens
token-deleted-by = <strong>Gelöscht</strong> { $when } von <bdi>{ $who }</bdi>. Diese Seite ist alles, was davon übrig ist.
token-compromised-by = <strong>Als kompromittiert markiert</strong> { $when } von <bdi>{ $who }</bdi>. Das Token gilt nie wieder, und niemand kann es aktivieren.
token-compromised-replaced = Ein anderes Token hat es ersetzt.
token-compromised-replace = Rotieren oder löschen Sie es.
token-reason-was = Grund: { $reason }
token-as-support = { $who } (Support)
token-blocked-archived = <strong>Gesperrt: Anwendung archiviert.</strong> Das Gate weist dieses Token unabhängig von seinem eigenen Status ab, bis seine Anwendung wiederhergestellt wird.
# Was die Regel verletzt, folgt auf „es“ wie in einem Hauptsatz: „läuft nie ab“.
token-blocked-rule = <strong>Gesperrt: verletzt eine Regel.</strong> Das Gate weist dieses Token unabhängig von seinem eigenen Status ab, denn es { $breaks }. { $helps ->
    [edit] Bearbeiten Sie es: Mit einer IP-Einschränkung hält es die Regel ein.
    [create] Erstellen Sie ein ähnliches, das die Regeln einhält.
    [own] Wem es gehört, der löscht es und <a href="/account/tokens">erstellt ein anderes persönliches Token</a>, das die Regeln einhält.
   *[rotate] Rotieren Sie es, oder erstellen Sie ein ähnliches, das die Regel einhält.
}
token-blocked-rule-replaced = <strong>Gesperrt: verletzt eine Regel.</strong> Das Gate weist dieses Token unabhängig von seinem eigenen Status ab, denn es { $breaks }. Ein anderes Token hat es ersetzt.
token-breaks-rule = <strong>Es verletzt eine Regel</strong> Ihrer Organisation: Es { $breaks }. Es ist älter als die Regel und bleibt, wie es ist. { $helps ->
    [edit] Mit einer IP-Einschränkung, die Sie bearbeiten können, hält es die Regel ein.
    [create] Erstellen Sie ein ähnliches, das die Regeln einhält.
    [own] Wem es gehört, der löscht es und <a href="/account/tokens">erstellt ein anderes persönliches Token</a>, das die Regeln einhält.
   *[rotate] Wenn Sie es rotieren, hält das neue Token die Regel ein.
}

token-overlap-old = Durch ein neues Geheimnis ersetzt
token-overlap-new = Das alte Geheimnis gilt noch
token-overlap-over = Das alte Geheimnis gilt nicht mehr
token-overlap-held = Das alte Geheimnis
token-overlap-next = Dieses Token wurde rotiert: <a href="/integrations/tokens/{ $id }"><bdi>{ $name }</bdi></a> (<code>{ $handle }</code>) hat es ersetzt. Beide gelten bis { $until } ({ $when }); danach gilt dieses endgültig nicht mehr.
token-overlap-next-over = Dieses Token wurde rotiert: <a href="/integrations/tokens/{ $id }"><bdi>{ $name }</bdi></a> (<code>{ $handle }</code>) hat es ersetzt. Dieses gilt nicht mehr ({ $when } beendet); was es noch verwendet, wird abgewiesen.
token-overlap-next-held = Dieses Token wurde rotiert: <a href="/integrations/tokens/{ $id }"><bdi>{ $name }</bdi></a> (<code>{ $handle }</code>) hat es ersetzt. { $pass ->
    [old] Zurzeit gilt nur dieses, und es endet { $when }. Warum das neue nicht gilt, steht auf dessen Seite.
    [new] Zurzeit gilt nur das neue.
   *[none] Zurzeit gilt keines von beiden: Warum, steht auf der Seite eines jeden.
}
token-overlap-before = Dieses Token hat <a href="/integrations/tokens/{ $id }"><bdi>{ $name }</bdi></a> (<code>{ $handle }</code>) ersetzt, dessen Geheimnis noch bis { $until } gilt ({ $when }).
token-overlap-before-over = Dieses Token hat <a href="/integrations/tokens/{ $id }"><bdi>{ $name }</bdi></a> (<code>{ $handle }</code>) ersetzt, das nicht mehr gilt ({ $when } beendet). Was jenes noch verwendet, wird abgewiesen.
token-overlap-before-held = Dieses Token hat <a href="/integrations/tokens/{ $id }"><bdi>{ $name }</bdi></a> (<code>{ $handle }</code>) ersetzt. { $pass ->
    [old] Zurzeit gilt nur das alte, und es endet { $when }. Warum dieses nicht gilt, steht auf dieser Seite.
    [new] Zurzeit gilt nur dieses.
   *[none] Zurzeit gilt keines von beiden: Warum, steht auf der Seite eines jeden.
}
token-overlap-address = Adresse
token-overlap-last-old = Zuletzt mit altem Geheimnis
token-overlap-last-new = Zuletzt mit neuem
token-overlap-not-yet = noch nicht
token-overlap-prolong = Länger gelten lassen…
token-overlap-end = Altes Geheimnis jetzt abschalten

token-fact-description-none = Keine
token-fact-created-by = { $when } von <bdi>{ $who }</bdi>
token-fact-expires = Ablauf
token-fact-whole-internet = das ganze Internet
token-fact-last-used-from = { $when } von { $address } aus
token-fact-last-used-by = { $when } mit <bdi>{ $program }</bdi>
token-fact-last-used-from-by = { $when } von { $address } aus mit <bdi>{ $program }</bdi>
token-fact-replaces = Ersetzt
token-fact-replaced-by = Ersetzt durch
token-fact-copied = Kopieren bestätigt
token-fact-copied-yes = Ja
token-fact-copied-used = Nein, aber es wurde benutzt
token-fact-copied-no = Nein
token-fact-copied-no-help = Ein Geheimnis wird nur einmal gezeigt. Ist dieses verloren, rotieren Sie das Token.
token-fact-copied-no-own = Ein Geheimnis wird nur einmal gezeigt. Ist dieses verloren, löschen Sie das Token und erstellen Sie ein anderes.

token-switched = Zuletzt { $when } von <bdi>{ $who }</bdi> umgeschaltet.
token-paused-until = <strong>Pausiert</strong> bis { $until } ({ $when }). Danach gilt es von selbst wieder.
token-pause-end = Pause jetzt beenden
token-pause-longer = Deaktivieren oder länger pausieren…
token-rotated-on = Rotiert: Sein Geheimnis gilt seit dem { $when } nicht mehr; es kann nicht aktiviert werden.
token-expired-on = Abgelaufen am { $when }; es kann nicht aktiviert werden.
token-superseded = Ein anderes Token hat es ersetzt: Ist dieses einmal abgeschaltet, kann es nicht mehr aktiviert werden.
token-superseded-ended = Ein anderes Token hat es ersetzt: Dieses kann nicht wieder aktiviert werden.
token-active-help = Das Gate lässt es durch.
token-active-blocked-help = Es gilt am Gate, sobald es nicht mehr blockiert ist.
token-inactive-help = Ab der nächsten Anfrage abgewiesen, bis es aktiviert wird.
token-inactive-had = Es hatte { $day } in den letzten 24 Stunden und { $week } in den letzten 7 Tagen.
token-pause-some-time = Pausieren…

token-permissions-all = <strong>Alle Berechtigungen</strong>: alle Aktionen, auch solche, die später zur API hinzukommen.
token-permissions-read = <strong>Nur lesen</strong>: alle lesenden Aktionen, auch solche, die später hinzukommen.
token-permissions-listed = { $permissions }; nicht dabei sind Aktionen, die später hinzukommen.
token-permissions-gone = nicht mehr im Katalog: lässt nichts zu
token-simulate = Würde eine Anfrage zugelassen?

token-history-in-log = Im Audit-Log
token-history-from = { $when } von { $address } aus

token-danger-compromise = <strong>Kennt jemand anderes das Geheimnis?</strong> Markieren Sie das Token als kompromittiert: Es gilt ab sofort nicht mehr und kann nie wieder aktiviert werden.
token-danger-delete = <strong>Wird es nicht mehr gebraucht?</strong> Löschen Sie das Token: Es gilt ab sofort nicht mehr und verschwindet endgültig aus der Liste.
token-danger-delete-off = <strong>Nicht mehr nötig?</strong> Löschen Sie das Token: Es wird schon abgewiesen und verschwindet endgültig aus der Liste.

# Bevor es abgeschaltet wird

token-shut-nothing-left = <strong>Dann bleibt keines:</strong> Es hat <code>{ $handle }</code> ersetzt, dessen Geheimnis { $when } endet.
token-shut-title-deactivate = Deaktivieren · { $name }
token-shut-title-pause = Pausieren · { $name }
token-shut-title-compromise = Als kompromittiert markieren · { $name }
token-shut-deactivate-ask = „<bdi>{ $name }</bdi>“ deaktivieren?
token-shut-pause-ask = „<bdi>{ $name }</bdi>“ pausieren?
token-shut-compromise-ask = „<bdi>{ $name }</bdi>“ als kompromittiert markieren?
token-shut-end-ask = Altes Geheimnis von „<bdi>{ $name }</bdi>“ abschalten?
token-shut-deactivate = Ab der nächsten Anfrage wird es abgewiesen, bis ein Administrator es aktiviert.
token-shut-blocked = Das Gate weist es schon ab, weil es gesperrt ist.
token-shut-deactivate-blocked = Danach bleibt es aus, bis ein Administrator es aktiviert.
token-shut-pause = Ab der nächsten Anfrage wird es abgewiesen. Wenn die Zeit um ist, gilt es von selbst wieder.
token-shut-pause-blocked = Es ist aus, bis die Zeit um ist, und bleibt danach gesperrt.
token-shut-compromise = Ab der nächsten Anfrage wird es abgewiesen, und niemand kann es je wieder aktivieren.
token-shut-compromise-blocked = Danach kann niemand es je wieder aktivieren, auch wenn die Sperre endet.
token-shut-end = Ein anderes Token hat es ersetzt. Ab der nächsten Anfrage wird dieses endgültig abgewiesen.
token-shut-end-blocked = Ein anderes Token hat es ersetzt: Dieses wird dann endgültig abgewiesen, auch wenn die Sperre endet.
token-end-left = Bisher nur mit dem alten:
token-pause-you-end = Sie können die Pause vorzeitig beenden.
token-pause-administrator-ends = Ein Administrator kann die Pause vorzeitig beenden.
token-let-through = Laufende Anfragen werden noch beendet.
token-others-go = { $count ->
    [one] <strong>{ $count } weiteres Token ist mit betroffen:</strong> Es wurde durch dieses oder durch ein damit erstelltes Token erstellt. Wer dieses Geheimnis kennt, kennt womöglich auch das andere.
   *[other] <strong>{ $count } weitere Tokens sind mit betroffen:</strong> Sie wurden durch dieses oder durch ein damit erstelltes Token erstellt. Wer dieses Geheimnis kennt, kennt womöglich auch die anderen.
}
token-others-too = { $count ->
    [one] Auch das Token deaktivieren, das damit erstellt wurde
   *[other] Auch die { $count } Tokens deaktivieren, die damit erstellt wurden
}
token-others-too-help = { $count ->
    [one] Durch dieses oder durch ein damit erstelltes Token. Sonst gilt es weiter.
   *[other] Durch dieses oder durch ein damit erstelltes Token. Sonst gelten sie weiter.
}
token-pause-length = Für wie lange
token-pause-quarter-hour = 15 Minuten
token-pause-hour = 1 Stunde
token-pause-day = 1 Tag
token-pause-length-unknown = Wählen Sie, wie lange: 15 Minuten, 1 Stunde oder 1 Tag.
token-pause-instead = Oder pausieren für
token-pause-instead-help = Bis dahin wird es abgewiesen, danach gilt es von selbst wieder.
token-pause = Pausieren
token-end-now = Jetzt abschalten
token-reason-help = Was die Administratoren des Tokens wissen sollten. Höchstens { $limit } Zeichen.
token-reason-compromised-help = Woher bekannt ist, dass jemand anderes das Geheimnis hat, etwa wo es gefunden wurde. Höchstens { $limit } Zeichen.
token-reason-needed = Geben Sie den Grund an: Die Administratoren des Tokens werden danach fragen.
token-reason-deactivated-needed = Geben Sie an, warum das Token deaktiviert wird: Seine Administratoren werden danach fragen.
token-reason-paused-needed = Geben Sie an, warum das Token pausiert wird: Seine Administratoren werden danach fragen.
token-reason-compromised-needed = Geben Sie an, woher bekannt ist, dass das Token kompromittiert ist.

# Was geschehen ist

token-activated = „{ $name }“ aktiviert.
token-resumed = Pause von „{ $name }“ beendet: Es gilt wieder.
token-active-already = „{ $name }“ war bereits aktiv.
token-deactivated = { $created ->
    [0] „{ $name }“ deaktiviert.
    [one] „{ $name }“ und { $created } damit erstelltes Token deaktiviert.
   *[other] „{ $name }“ und { $created } damit erstellte Tokens deaktiviert.
}
token-ended-old-secret = { $created ->
    [0] Altes Geheimnis von „{ $name }“ abgeschaltet.
    [one] Altes Geheimnis von „{ $name }“ abgeschaltet und { $created } damit erstelltes Token deaktiviert.
   *[other] Altes Geheimnis von „{ $name }“ abgeschaltet und { $created } damit erstellte Tokens deaktiviert.
}
token-inactive-already = „{ $name }“ war bereits inaktiv.
token-paused = „{ $name }“ bis { $until } pausiert.
token-paused-already = „{ $name }“ ist bereits bis { $until } pausiert.
token-unchanged = „{ $name }“ wurde nicht geändert.
token-marked-compromised = { $others ->
    [0] „{ $name }“ als kompromittiert markiert. Es gilt nie wieder.
    [one] „{ $name }“ und { $others } damit erstelltes Token als kompromittiert markiert. Sie gelten nie wieder.
   *[other] „{ $name }“ und { $others } damit erstellte Tokens als kompromittiert markiert. Sie gelten nie wieder.
}
token-compromised-already = { $others ->
    [0] „{ $name }“ war bereits als kompromittiert markiert.
   *[other] „{ $name }“ war bereits als kompromittiert markiert. Was damit erstellt wurde, ist es jetzt auch: { $others }.
}

# Was nicht geht

token-switched-meanwhile = { $who } hat den Status von „{ $name }“ geändert, nachdem Sie die Seite geöffnet hatten. Sehen Sie sich die Seite zuerst noch einmal an.
token-status-unknown = „{ $status }“ ist kein Status: Wählen Sie „Aktiv“ oder „Inaktiv“.
token-personal = „{ $name }“ ist ein persönliches Token von { $owner }. Sie können es deaktivieren oder als kompromittiert markieren; alles andere ist Sache von { $owner }.
token-shut-by-another = { $who } hat „{ $name }“ abgeschaltet: Nur ein Administrator kann es aktivieren. Sie können es löschen und ein anderes erstellen.
token-is-compromised = „{ $name }“ ist als kompromittiert markiert: Es gilt nie wieder. Erstellen Sie stattdessen ein anderes Token.
token-is-superseded = „{ $name }“ wurde rotiert: Ein anderes Token hat es ersetzt, und es kann nicht mehr aktiviert werden.
token-has-expired = „{ $name }“ ist abgelaufen und kann nicht aktiviert werden. Erstellen Sie stattdessen ein ähnliches.
token-cant-pause = { $status ->
    [active] „{ $name }“ ist aktiv: Nur ein aktives Token kann pausiert werden.
    [compromised] „{ $name }“ ist kompromittiert: Nur ein aktives Token kann pausiert werden.
    [expired] „{ $name }“ ist abgelaufen: Nur ein aktives Token kann pausiert werden.
    [deleted] „{ $name }“ ist gelöscht: Nur ein aktives Token kann pausiert werden.
   *[inactive] „{ $name }“ ist inaktiv: Nur ein aktives Token kann pausiert werden.
}

# Was wissen muss, wer es verwendet

token-instructions = Anleitung
token-instructions-title = Anleitung · { $name }
token-instructions-of = Anleitung für alle, die „<bdi>{ $name }</bdi>“ verwenden
token-instructions-pass-on = Weitergeben
token-instructions-help = Für alle, die das Token verwenden werden. Das Geheimnis steht nicht darin: Schicken Sie es auf einem anderen Weg. Ergänzen Sie die Adresse Ihrer API; Latchkey kennt sie nicht.
token-instructions-copy = Anleitung kopieren
token-instructions-close = Schließen
token-instructions-over = „{ $name }“ wird nicht mehr zugelassen: Es gibt nichts weiterzugeben.
token-instructions-heading = API-Token „{ $name }“ für { $application } von { $organization }
token-instructions-address = Adresse der API: (zu ergänzen)
token-instructions-how = Senden Sie es mit jeder Anfrage in diesem Header:
token-instructions-secret = TOKEN steht für das Geheimnis ({ $handle }), das Sie getrennt erhalten. Bewahren Sie es so auf, dass niemand sonst es lesen kann, und schreiben Sie es nicht in Quelltext, Tickets oder Chats.
token-instructions-all = Es darf alles, was die API anbietet.
token-instructions-read = Es darf alles lesen, was die API anbietet, und nichts ändern.
token-instructions-custom = Es darf dies und nichts anderes:
token-instructions-anywhere = Es gilt von jeder Adresse aus.
token-instructions-from = Es gilt nur von diesen Adressen aus: { $networks }.
token-instructions-until = Es gilt bis { $until }.
token-instructions-for-good = Es läuft nicht ab.
token-instructions-refused = Wird eine Anfrage abgewiesen, hat die Antwort einen Header namens X-Latchkey-Decision-Id. Geben Sie diese Kennung weiter: An ihr sehen wir den Grund.
token-instructions-ask = Fragen an: { $name }, { $email }
token-instructions-leaked = Jemand anderes könnte es gesehen haben? Sagen Sie uns Bescheid, und beenden Sie es sofort: { $address }

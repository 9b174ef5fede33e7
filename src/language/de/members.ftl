# Die Liste der Mitglieder einer Organisation, die Seite eines Mitglieds, und eines ändern oder entfernen.

members-title-of = { $name } · Mitglieder
members-title-promotion = Administrator · { $name }
members-title-removal = { $name } entfernen · Mitglieder
members-you = Sie

# Rollen

members-role-member = Mitglied
members-role-member-means = Sieht die Anwendungstokens und ihre Nutzung. Ändert nichts.
members-role-support = Support
members-role-support-means = Sieht, was Mitglieder sehen, und das Audit-Log. Schaltet Tokens ab und gibt dabei einen Grund an.
members-role-administrator = Administrator
members-role-administrator-means = Verwaltet alles: Tokens, Anwendungen, Mitglieder und Einstellungen.
members-no-such-role = „{ $word }“ ist keine Rolle: Es gibt „administrator“, „member“ und „support“

# Die Liste

members-invite = Jemanden einladen
members-search = Nach E-Mail-Adresse suchen
members-search-button = Suchen
members-clear-search = Suche zurücksetzen
members-none-found = Kein Mitglied hat eine E-Mail-Adresse, die dazu passt.
members-role = Rolle
members-api-access = API-Zugriff
members-api-access-granted = Gewährt
members-api-access-none = Keiner
members-last-sign-in = Letzte Anmeldung
members-tokens-created = Erstellte Tokens (nicht gelöscht)
members-tokens-none = Keine
members-tokens-many = Mehr als { $count }
members-joined = Beigetreten

# Ein Mitglied

members-password-forgotten = <strong>Passwort vergessen?</strong> Wer dieses Portal betreibt, setzt auf dem Server ein neues: <code>latchkey user password --email ADRESSE</code>.
members-save-role = Rolle speichern
members-api-access-has = { $who ->
    [you] { $count ->
        [0] Sie dürfen persönliche Tokens haben und haben zurzeit keine. Wird Ihnen der API-Zugriff entzogen, gelten persönliche Tokens ab der nächsten Anfrage nicht mehr.
       *[other] Sie dürfen persönliche Tokens haben und haben zurzeit { $count }. Wird Ihnen der API-Zugriff entzogen, gelten persönliche Tokens ab der nächsten Anfrage nicht mehr.
    }
   *[they] { $count ->
        [0] Die Person darf persönliche Tokens haben und hat zurzeit keine. Wird ihr der API-Zugriff entzogen, gelten persönliche Tokens ab der nächsten Anfrage nicht mehr.
       *[other] Die Person darf persönliche Tokens haben und hat zurzeit { $count }. Wird ihr der API-Zugriff entzogen, gelten persönliche Tokens ab der nächsten Anfrage nicht mehr.
    }
}
members-api-access-lacks = { $who ->
    [you] Sie dürfen keine persönlichen Tokens haben. Diese handeln im Namen der Person bei Anwendungen, die solche Tokens annehmen.
   *[they] Die Person darf keine persönlichen Tokens haben. Diese handeln im Namen der Person bei Anwendungen, die solche Tokens annehmen.
}
members-api-access-would-work = { $count ->
    [one] Das eine vorhandene würde wieder gelten.
   *[other] Die { $count } vorhandenen würden wieder gelten.
}
members-withdraw-api-access = API-Zugriff entziehen
members-grant-api-access = API-Zugriff gewähren
members-everything-done = { $who ->
    [you] Alles, was Sie getan haben
   *[they] Alles, was diese Person getan hat
}
members-danger = { $who ->
    [you] <strong>Wollen Sie die Organisation verlassen?</strong> Ihre Sitzungen und persönlichen Tokens enden sofort. Anwendungstokens gelten weiter.
   *[they] <strong>Gehört die Person nicht mehr zur Organisation?</strong> Sitzungen und persönliche Tokens enden sofort. Anwendungstokens gelten weiter.
}
members-remove = { $who ->
    [you] Verlassen
   *[they] Entfernen
}

# Jemanden zum Administrator machen

members-promotion-heading = <bdi>{ $name }</bdi> zum Administrator machen?
members-promotion-now = <bdi>{ $email }</bdi> hat jetzt die Rolle „{ $role }“. Ab der nächsten Anfrage darf die Person alles, was Sie dürfen:
members-promotion-tokens = Tokens mit beliebigen Berechtigungen für jede Anwendung erstellen und die Tokens anderer löschen.
members-promotion-people = Personen einladen, Rollen ändern und Mitglieder entfernen, auch Sie selbst.
members-promotion-rules = Die Regeln für Tokens ändern und das ganze Audit-Log sehen.
members-promotion-button = Zum Administrator machen

# Jemanden entfernen

members-removal-heading-you = Organisation verlassen?
members-removal-heading = <bdi>{ $name }</bdi> entfernen?
members-removal-at-once-you = Das geschieht sofort:
members-removal-at-once = <bdi>{ $email }</bdi>, Rolle „{ $role }“. Das geschieht sofort:
members-removal-signed-out = { $who ->
    [you] Sie werden überall abgemeldet.
   *[they] Die Person wird überall abgemeldet.
}
members-removal-personal = { $count ->
    [0] { $who ->
        [you] Sie haben keine gültigen persönlichen Tokens.
       *[they] Es gibt keine gültigen persönlichen Tokens.
    }
    [one] Ein persönliches Token gilt nicht mehr und wird ausgeschaltet.
   *[other] { $count } persönliche Tokens gelten nicht mehr und werden ausgeschaltet.
}
members-removal-invitations = { $who ->
    [you] Einladungen, die Sie ausgesprochen haben und die noch niemand angenommen hat, werden zurückgezogen.
   *[they] Einladungen, die diese Person ausgesprochen hat und die noch niemand angenommen hat, werden zurückgezogen.
}
members-removal-none-created = { $who ->
    [you] Sie haben keine Anwendungstokens erstellt.
   *[they] Die Person hat keine Anwendungstokens erstellt.
}
members-removal-created = { $who ->
    [you] Anwendungstokens, die Sie erstellt haben
   *[they] Anwendungstokens, die diese Person erstellt hat
}
members-removal-go-on = { $who ->
    [you] <strong>Diese gelten weiter:</strong> Sie gehören zu ihren Anwendungen. Wenn Sie das Geheimnis eines davon noch haben könnten, erstellen Sie ein ähnliches Token und löschen Sie das alte.
   *[they] <strong>Diese gelten weiter:</strong> Sie gehören zu ihren Anwendungen. Wenn die Person das Geheimnis eines davon noch haben könnte, erstellen Sie ein ähnliches Token und löschen Sie das alte.
}
members-removal-many-more = und mehr als { $count } weitere
members-removal-busy = Wird entfernt…

# Was daraus wurde

members-last-administrator = { $name } hat als einzige Person die Rolle „Administrator“: Ohne Administrator könnte niemand mehr die Organisation verwalten. Geben Sie zuerst jemand anderem diese Rolle.
members-role-changed-meanwhile = Jemand hat { $name } die Rolle „{ $role }“ gegeben, nachdem Sie die Seite geöffnet hatten. Sehen Sie sich die Seite zuerst noch einmal an.
members-role-is-now = { $role ->
    [administrator] { $name } hat jetzt die Rolle „Administrator“.
    [support] { $name } hat jetzt die Rolle „Support“.
   *[member] { $name } hat jetzt die Rolle „Mitglied“.
}
members-role-was-already = { $role ->
    [administrator] { $name } hatte schon die Rolle „Administrator“.
    [support] { $name } hatte schon die Rolle „Support“.
   *[member] { $name } hatte schon die Rolle „Mitglied“.
}
members-api-access-neither = „{ $word }“ ist weder „granted“ noch „withdrawn“.
members-api-access-is-granted = { $name } darf jetzt persönliche Tokens haben.
members-api-access-is-withdrawn = { $name } darf keine persönlichen Tokens mehr haben.
members-api-access-was-granted = { $name } hatte schon API-Zugriff.
members-api-access-was-withdrawn = { $name } hatte keinen API-Zugriff.
members-removed = { $name } wurde entfernt. Sitzungen und persönliche Tokens sind beendet.

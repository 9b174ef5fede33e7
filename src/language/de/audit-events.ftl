# Was getan wurde, im Audit-Log: als Auswahl eines Filters; nach dem Namen dessen, der es tat, mit dem, was es betraf; und
# dasselbe, wo das nicht genannt werden muss.

# Tokens

audit-token-created = { $form ->
    [choice] Token erstellt
    [about] hat das Token { $about } erstellt
   *[plain] hat das Token erstellt
}
audit-token-activated = { $form ->
    [choice] Token aktiviert
    [about] hat das Token { $about } aktiviert
   *[plain] hat das Token aktiviert
}
audit-token-deactivated = { $form ->
    [choice] Token deaktiviert
    [about] hat das Token { $about } deaktiviert
   *[plain] hat das Token deaktiviert
}
audit-token-ended = { $form ->
    [choice] Altes Geheimnis des Tokens abgeschaltet
    [about] hat das alte Geheimnis des Tokens { $about } abgeschaltet
   *[plain] hat das alte Geheimnis des Tokens abgeschaltet
}
audit-token-paused = { $form ->
    [choice] Token pausiert
    [about] hat das Token { $about } pausiert
   *[plain] hat das Token pausiert
}
audit-token-resumed = { $form ->
    [choice] Pause des Tokens beendet
    [about] hat die Pause des Tokens { $about } beendet
   *[plain] hat die Pause des Tokens beendet
}
audit-token-rotated = { $form ->
    [choice] Token rotiert
    [about] hat das Token { $about } rotiert
   *[plain] hat das Token rotiert
}
audit-token-overlap-prolonged = { $form ->
    [choice] Altes Geheimnis des Tokens länger gelten lassen
    [about] hat das alte Geheimnis des Tokens { $about } länger gelten lassen
   *[plain] hat das alte Geheimnis des Tokens länger gelten lassen
}
audit-token-compromised = { $form ->
    [choice] Token als kompromittiert markiert
    [about] hat das Token { $about } als kompromittiert markiert
   *[plain] hat das Token als kompromittiert markiert
}
audit-token-edited = { $form ->
    [choice] Token bearbeitet
    [about] hat das Token { $about } bearbeitet
   *[plain] hat das Token bearbeitet
}
audit-token-deleted = { $form ->
    [choice] Token gelöscht
    [about] hat das Token { $about } gelöscht
   *[plain] hat das Token gelöscht
}
audit-token-copy-confirmed = { $form ->
    [choice] Kopieren des Geheimnisses bestätigt
    [about] hat bestätigt, das Geheimnis des Tokens { $about } kopiert zu haben
   *[plain] hat bestätigt, das Geheimnis des Tokens kopiert zu haben
}

# Anwendungen

audit-application-created = { $form ->
    [choice] Anwendung erstellt
    [about] hat die Anwendung { $about } erstellt
   *[plain] hat die Anwendung erstellt
}
audit-application-renamed = { $form ->
    [choice] Anwendung umbenannt
    [about] hat die Anwendung { $about } umbenannt
   *[plain] hat die Anwendung umbenannt
}
audit-application-archived = { $form ->
    [choice] Anwendung archiviert
    [about] hat die Anwendung { $about } archiviert
   *[plain] hat die Anwendung archiviert
}
audit-application-restored = { $form ->
    [choice] Anwendung wiederhergestellt
    [about] hat die Anwendung { $about } wiederhergestellt
   *[plain] hat die Anwendung wiederhergestellt
}
audit-application-deleted = { $form ->
    [choice] Anwendung gelöscht
    [about] hat die Anwendung { $about } gelöscht
   *[plain] hat die Anwendung gelöscht
}
audit-application-personal-tokens-allowed = { $form ->
    [choice] Persönliche Tokens für die Anwendung zugelassen
    [about] hat persönliche Tokens für die Anwendung { $about } zugelassen
   *[plain] hat persönliche Tokens für die Anwendung zugelassen
}
audit-application-personal-tokens-disallowed = { $form ->
    [choice] Persönliche Tokens für die Anwendung nicht mehr zugelassen
    [about] lässt persönliche Tokens für die Anwendung { $about } nicht mehr zu
   *[plain] lässt persönliche Tokens für die Anwendung nicht mehr zu
}

# Die Organisation und die Installation

audit-organization-created = { $form ->
    [choice] Organisation gegründet
    [about] hat die Organisation { $about } gegründet
   *[plain] hat die Organisation gegründet
}
audit-organization-renamed = { $form ->
    [choice] Organisation umbenannt
    [about] hat die Organisation { $about } umbenannt
   *[plain] hat die Organisation umbenannt
}
audit-organization-rules-changed = { $form ->
    [choice] Regeln für Tokens geändert
    [about] hat die Regeln für Tokens von { $about } geändert
   *[plain] hat die Regeln für Tokens geändert
}
audit-organization-calendar-created = { $form ->
    [choice] Adresse für den Kalender der Ablauftermine erstellt
    [about] hat eine Adresse für den Kalender der Ablauftermine von { $about } erstellt
   *[plain] hat eine Adresse für den Kalender der Ablauftermine erstellt
}
audit-organization-calendar-renewed = { $form ->
    [choice] Neue Adresse für den Kalender der Ablauftermine erstellt
    [about] hat eine neue Adresse für den Kalender der Ablauftermine von { $about } erstellt
   *[plain] hat eine neue Adresse für den Kalender der Ablauftermine erstellt
}
audit-organization-calendar-ended = { $form ->
    [choice] Kalender der Ablauftermine beendet
    [about] hat den Kalender der Ablauftermine von { $about } beendet
   *[plain] hat den Kalender der Ablauftermine beendet
}
audit-installation-backed-up = { $form ->
    [choice] Sicherung der Installation erstellt
    [about] hat eine Sicherung der Installation { $about } erstellt
   *[plain] hat eine Sicherung der Installation erstellt
}
audit-installation-restored = { $form ->
    [choice] Sicherung der Installation in Betrieb genommen
    [about] hat eine Sicherung der Installation { $about } in Betrieb genommen
   *[plain] hat eine Sicherung der Installation in Betrieb genommen
}
audit-installation-set-up = { $form ->
    [choice] Installation eingerichtet
    [about] hat die Installation für { $about } eingerichtet
   *[plain] hat die Installation eingerichtet
}

# Mitglieder

audit-member-enlisted = { $form ->
    [choice] In die Organisation aufgenommen
    [about] hat { $about } in die Organisation aufgenommen
   *[plain] hat jemanden in die Organisation aufgenommen
}
audit-member-invited = { $form ->
    [choice] Eingeladen
    [about] hat { $about } eingeladen
   *[plain] hat jemanden eingeladen
}
audit-invitation-revoked = { $form ->
    [choice] Einladung zurückgezogen
    [about] hat die Einladung an { $about } zurückgezogen
   *[plain] hat eine Einladung zurückgezogen
}
audit-member-joined = { $form ->
    [choice] Der Organisation beigetreten
    [about] ist der Organisation beigetreten: { $about }
   *[plain] ist der Organisation beigetreten
}
audit-member-role-changed = { $form ->
    [choice] Rolle geändert
    [about] hat die Rolle von { $about } geändert
   *[plain] hat eine Rolle geändert
}
audit-member-api-access-granted = { $form ->
    [choice] API-Zugriff gewährt
    [about] hat { $about } API-Zugriff gewährt
   *[plain] hat API-Zugriff gewährt
}
audit-member-api-access-withdrawn = { $form ->
    [choice] API-Zugriff entzogen
    [about] hat { $about } den API-Zugriff entzogen
   *[plain] hat den API-Zugriff entzogen
}
audit-member-removed = { $form ->
    [choice] Mitglied entfernt
    [about] hat das Mitglied { $about } entfernt
   *[plain] hat das Mitglied entfernt
}

# Konten

audit-user-signed-in = { $form ->
    [choice] Angemeldet
    [about] hat sich angemeldet: { $about }
   *[plain] hat sich angemeldet
}
audit-user-signed-out = { $form ->
    [choice] Abgemeldet
    [about] hat sich abgemeldet: { $about }
   *[plain] hat sich abgemeldet
}
audit-user-sign-in-failed = { $form ->
    [choice] Anmeldung abgewiesen
    [about] hat die Anmeldung von { $about } abgewiesen
   *[plain] hat eine Anmeldung abgewiesen
}
audit-user-password-changed = { $form ->
    [choice] Passwort geändert
    [about] hat das eigene Passwort geändert: { $about }
   *[plain] hat das eigene Passwort geändert
}
audit-user-renamed = { $form ->
    [choice] Namen geändert
    [about] hat den eigenen Namen geändert: { $about }
   *[plain] hat den eigenen Namen geändert
}
audit-user-email-changed = { $form ->
    [choice] E-Mail-Adresse geändert
    [about] hat die eigene E-Mail-Adresse geändert: { $about }
   *[plain] hat die eigene E-Mail-Adresse geändert
}
audit-user-email-change-failed = { $form ->
    [choice] Neue E-Mail-Adresse abgewiesen: Passwort oder Code war falsch
    [about] durfte die E-Mail-Adresse nicht ändern, denn Passwort oder Code war falsch: { $about }
   *[plain] durfte die E-Mail-Adresse nicht ändern: Passwort oder Code war falsch
}
audit-user-all-organizations-granted = { $form ->
    [choice] Zum Support aller Organisationen gemacht
    [about] hat { $about } zum Support aller Organisationen gemacht
   *[plain] hat jemanden zum Support aller Organisationen gemacht
}
audit-user-password-set = { $form ->
    [choice] Neues Passwort für jemanden gesetzt
    [about] hat ein neues Passwort für { $about } gesetzt
   *[plain] hat ein neues Passwort gesetzt
}
audit-user-password-change-failed = { $form ->
    [choice] Neues Passwort abgewiesen: Das bisherige war falsch
    [about] durfte das Passwort nicht ändern, denn das bisherige war falsch: { $about }
   *[plain] durfte das Passwort nicht ändern: Das bisherige war falsch
}
audit-user-session-ended = { $form ->
    [choice] Eine der eigenen Sitzungen beendet
    [about] hat eine der eigenen Sitzungen beendet: { $about }
   *[plain] hat eine der eigenen Sitzungen beendet
}
audit-user-sessions-ended = { $form ->
    [choice] Überall sonst abgemeldet
    [about] hat sich überall sonst abgemeldet: { $about }
   *[plain] hat sich überall sonst abgemeldet
}

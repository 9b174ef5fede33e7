# What was done, in the audit log: as a choice of a filter; after the actor's name, with whom or what it was done to; and
# the same where that need not be named.

# Tokens

audit-token-created = { $form ->
    [choice] Created the token
    [about] created the token { $about }
   *[plain] created the token
}
audit-token-activated = { $form ->
    [choice] Activated the token
    [about] activated the token { $about }
   *[plain] activated the token
}
audit-token-deactivated = { $form ->
    [choice] Deactivated the token
    [about] deactivated the token { $about }
   *[plain] deactivated the token
}
audit-token-ended = { $form ->
    [choice] Ended the old secret of the token
    [about] ended the old secret of the token { $about }
   *[plain] ended the old secret of the token
}
audit-token-paused = { $form ->
    [choice] Paused the token
    [about] paused the token { $about }
   *[plain] paused the token
}
audit-token-resumed = { $form ->
    [choice] Resumed the token
    [about] resumed the token { $about }
   *[plain] resumed the token
}
audit-token-rotated = { $form ->
    [choice] Rotated the token
    [about] rotated the token { $about }
   *[plain] rotated the token
}
audit-token-overlap-prolonged = { $form ->
    [choice] Let the old secret of the token last longer
    [about] let the old secret of the token { $about } last longer
   *[plain] let the old secret of the token last longer
}
audit-token-compromised = { $form ->
    [choice] Marked the token as compromised
    [about] marked the token { $about } as compromised
   *[plain] marked the token as compromised
}
audit-token-edited = { $form ->
    [choice] Edited the token
    [about] edited the token { $about }
   *[plain] edited the token
}
audit-token-deleted = { $form ->
    [choice] Deleted the token
    [about] deleted the token { $about }
   *[plain] deleted the token
}
audit-token-copy-confirmed = { $form ->
    [choice] Confirmed having copied the secret of the token
    [about] confirmed having copied the secret of the token { $about }
   *[plain] confirmed having copied the secret of the token
}

# Applications

audit-application-created = { $form ->
    [choice] Created the application
    [about] created the application { $about }
   *[plain] created the application
}
audit-application-renamed = { $form ->
    [choice] Renamed the application
    [about] renamed the application { $about }
   *[plain] renamed the application
}
audit-application-archived = { $form ->
    [choice] Archived the application
    [about] archived the application { $about }
   *[plain] archived the application
}
audit-application-restored = { $form ->
    [choice] Restored the application
    [about] restored the application { $about }
   *[plain] restored the application
}
audit-application-deleted = { $form ->
    [choice] Deleted the application
    [about] deleted the application { $about }
   *[plain] deleted the application
}
audit-application-personal-tokens-allowed = { $form ->
    [choice] Let personal tokens pass for the application
    [about] let personal tokens pass for the application { $about }
   *[plain] let personal tokens pass for the application
}
audit-application-personal-tokens-disallowed = { $form ->
    [choice] Stopped letting personal tokens pass for the application
    [about] stopped letting personal tokens pass for the application { $about }
   *[plain] stopped letting personal tokens pass for the application
}

# The organization and the installation

audit-organization-created = { $form ->
    [choice] Founded the organization
    [about] founded the organization { $about }
   *[plain] founded the organization
}
audit-organization-renamed = { $form ->
    [choice] Renamed the organization
    [about] renamed the organization { $about }
   *[plain] renamed the organization
}
audit-organization-rules-changed = { $form ->
    [choice] Changed the rules for tokens of
    [about] changed the rules for tokens of { $about }
   *[plain] changed the rules for tokens of
}
audit-organization-calendar-created = { $form ->
    [choice] Made an address for the calendar of expiries of
    [about] made an address for the calendar of expiries of { $about }
   *[plain] made an address for the calendar of expiries of
}
audit-organization-calendar-renewed = { $form ->
    [choice] Made a new address for the calendar of expiries of
    [about] made a new address for the calendar of expiries of { $about }
   *[plain] made a new address for the calendar of expiries of
}
audit-organization-calendar-ended = { $form ->
    [choice] Ended the calendar of expiries of
    [about] ended the calendar of expiries of { $about }
   *[plain] ended the calendar of expiries of
}
audit-installation-backed-up = { $form ->
    [choice] Made a backup of the installation
    [about] made a backup of the installation { $about }
   *[plain] made a backup of the installation
}
audit-installation-restored = { $form ->
    [choice] Put a backup of the installation into use
    [about] put a backup of the installation into use { $about }
   *[plain] put a backup of the installation into use
}
audit-installation-set-up = { $form ->
    [choice] Set up the installation for
    [about] set up the installation for { $about }
   *[plain] set up the installation for
}

# Members

audit-member-enlisted = { $form ->
    [choice] Gave a place in the organization to
    [about] gave a place in the organization to { $about }
   *[plain] gave a place in the organization to
}
audit-member-invited = { $form ->
    [choice] Invited
    [about] invited { $about }
   *[plain] invited
}
audit-invitation-revoked = { $form ->
    [choice] Revoked the invitation of
    [about] revoked the invitation of { $about }
   *[plain] revoked the invitation of
}
audit-member-joined = { $form ->
    [choice] Joined the organization
    [about] joined the organization { $about }
   *[plain] joined the organization
}
audit-member-role-changed = { $form ->
    [choice] Changed the role of
    [about] changed the role of { $about }
   *[plain] changed the role of
}
audit-member-api-access-granted = { $form ->
    [choice] Granted API access to
    [about] granted API access to { $about }
   *[plain] granted API access to
}
audit-member-api-access-withdrawn = { $form ->
    [choice] Withdrew API access from
    [about] withdrew API access from { $about }
   *[plain] withdrew API access from
}
audit-member-removed = { $form ->
    [choice] Removed the member
    [about] removed the member { $about }
   *[plain] removed the member
}

# Accounts

audit-user-signed-in = { $form ->
    [choice] Signed in
    [about] signed in { $about }
   *[plain] signed in
}
audit-user-signed-out = { $form ->
    [choice] Signed out
    [about] signed out { $about }
   *[plain] signed out
}
audit-user-sign-in-failed = { $form ->
    [choice] Refused to sign in
    [about] refused to sign in { $about }
   *[plain] refused to sign in
}
audit-user-password-changed = { $form ->
    [choice] Changed their password
    [about] changed their password { $about }
   *[plain] changed their password
}
audit-user-renamed = { $form ->
    [choice] Changed their name
    [about] changed their name { $about }
   *[plain] changed their name
}
audit-user-email-changed = { $form ->
    [choice] Changed their e-mail address
    [about] changed their e-mail address { $about }
   *[plain] changed their e-mail address
}
audit-user-email-change-failed = { $form ->
    [choice] Was refused a new e-mail address: password or code was wrong
    [about] was refused a new e-mail address: password or code was wrong { $about }
   *[plain] was refused a new e-mail address: password or code was wrong
}
audit-user-all-organizations-granted = { $form ->
    [choice] Made support of every organization
    [about] made { $about } support of every organization
   *[plain] made somebody support of every organization
}
audit-user-password-set = { $form ->
    [choice] Set a new password for somebody
    [about] set a new password for { $about }
   *[plain] set a new password for somebody
}
audit-user-password-change-failed = { $form ->
    [choice] Was refused a new password: the present one was wrong
    [about] was refused a new password: the present one was wrong { $about }
   *[plain] was refused a new password: the present one was wrong
}
audit-user-session-ended = { $form ->
    [choice] Ended one of their sessions
    [about] ended one of their sessions { $about }
   *[plain] ended one of their sessions
}
audit-user-sessions-ended = { $form ->
    [choice] Signed out elsewhere
    [about] signed out elsewhere { $about }
   *[plain] signed out elsewhere
}

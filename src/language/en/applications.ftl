# Applications.

application-id = Id
application-tokens = Tokens
application-personal-tokens = Personal tokens
application-archived = Archived
application-archive = Archive

# The list

application-lead = An application is an app or API of yours that tokens are issued for. Its id stands in the gate's address.
application-none = There is none. Tokens need one to be issued for.
application-copy-id-of = Copy the id of { $name }
application-count-of = { $count ->
    [one] { $count } token<span class="hidden"> of { $name }</span>
   *[other] { $count } tokens<span class="hidden"> of { $name }</span>
}
application-personal-accepted = Accepted
application-personal-not-accepted = Not accepted
application-in-use = Active

# A new one

application-new-title = New application
application-new = Add an application
application-new-help = What your people call the app or API. Up to 100 characters.
application-add = Add application
application-adding = Adding…
application-created = Created “{ $name }”.
application-name-taken = Your organization has an application of this name already. Choose another.

# The page of one

application-show-tokens = Show its tokens
application-archived-since = <strong>Archived</strong> { $when }. The gate refuses its tokens, and it takes no new ones. What its tokens are by themselves stays as it is.
application-restore = Restore
application-restoring = Restoring…
application-copy-id = Copy<span class="hidden"> the id</span>
application-requests = Requests
application-requests-let-through = { $count } let through in the last 7 days
application-gate = Gate
application-gate-help = Where the proxy before this application asks about each request, by the kind of proxy.
application-copy-gate = Copy<span class="hidden"> the address for { $proxies }</span>
application-name-help = The API reads it in the header <code>X-Latchkey-Owner</code>. Up to 100 characters.
application-accept-personal = Accept personal tokens
application-accept-personal-help = A personal token acts as the person who made it: an administrator's may do what they chose for it, everyone else's can read at most. It passes while that person belongs to your organization and has the API access privilege.
application-danger-archive = Out of use for now?
application-danger-archive-help = Archive it: its tokens stop at once, and come back when it is restored.
application-danger-delete = Not needed any more?
application-danger-delete-first = It can be deleted once all of its tokens are deleted.
application-danger-delete-help = Delete it, for good.

# What is asked before it is archived or deleted

application-archive-title = Archive · { $name }
application-archive-ask = Archive “<bdi>{ $name }</bdi>”?
application-archive-means =
    It has <a href="{ $address }">{ $tokens ->
        [one] { $tokens } token
       *[other] { $tokens } tokens
    }</a>, and { $requests ->
        [one] { $requests } request was
       *[other] { $requests } requests were
    } let through with them in the last 7 days. From the next request on the gate refuses them all, until the application is restored. Requests that are under way finish.
application-archive-means-too = Personal tokens don't pass for it either. It takes no new tokens.
application-delete-needs =
    It has <a href="{ $address }">{ $tokens ->
        [one] { $tokens } token
       *[other] { $tokens } tokens
    }</a>, and { $requests ->
        [one] { $requests } request was
       *[other] { $requests } requests were
    } let through with them in the last 7 days. An application can be deleted once its tokens are.
application-delete-archive-helps = Archiving it stops them all at once.
application-delete-means = It has no token, so no request is affected. Its name becomes free, and its id is never used again.
application-archiving = Archiving…
application-deleting = Deleting…
application-archive-instead = Archive instead

# What became of it

application-renamed = Renamed to “{ $name }”.
application-unchanged = “{ $name }” is as it was.
application-overtaken = { $who } renamed it to “{ $name }” on { $when }, after you opened it. Yours is not saved yet.
application-overtaken-by-someone = Someone renamed it to “{ $name }”, after you opened it. Yours is not saved yet.
application-accepts-personal = “{ $name }” accepts personal tokens.
application-accepts-personal-no-longer = “{ $name }” no longer accepts personal tokens.
application-was-archived = Archived “{ $name }”.
application-was-restored = Restored “{ $name }”.
application-was-deleted = Deleted “{ $name }”.

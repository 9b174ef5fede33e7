-- Asks Latchkey about a request; haproxy.cfg says when, and what comes of the answer.
--
-- HAProxy has no forward-auth of its own, but an HTTP client that Lua can use (2.5 and later). Everything that is asked
-- is put together here from nothing: no header of the caller's gets into the question but those named below.

-- The credential; the client, for the token's page; and by what a caller would have the API take another method than the
-- one that is judged: Latchkey refuses these.
local PASSED_ON = { "authorization", "user-agent", "x-http-method-override", "x-http-method", "x-method-override" }

-- What haproxy.cfg needs of the answer, as the variables txn.latchkey_….
local KEPT = {
    ["www-authenticate"]            = "challenge",
    ["x-latchkey-decision-id"]      = "decision_id",
    ["x-latchkey-token-id"]         = "token_id",
    ["x-latchkey-token-name"]       = "token_name",
    ["x-latchkey-owner"]            = "owner",
    ["x-latchkey-application-id"]   = "application_id",
    ["x-latchkey-organization-id"]  = "organization_id",
    ["x-latchkey-scope"]            = "scope",
    ["x-latchkey-expires-at"]       = "expires_at",
}

-- HAProxy asks up to four times when no answer comes: this is a quarter of what a caller may have to wait for its 503.
local MILLISECONDS = 1500

-- HAProxy counts the values of a header from 0.
local function values(headers, name)
    local list = {}
    for index = 0, 99 do
        local value = headers[name] and headers[name][index]
        if value == nil then break end
        list[#list + 1] = value
    end
    return list
end

core.register_action("latchkey", { "http-req" }, function(txn, gate)
    local question = {
        ["x-forwarded-method"] = { txn.sf:method() },
        -- As the API gets it: haproxy.cfg has made it a path and query before.
        ["x-forwarded-uri"]    = { txn.sf:pathq() },
        ["x-forwarded-for"]    = { txn.sf:src() },
        -- Else it would be "HAProxy" where the caller says nothing.
        ["user-agent"]         = { "" },
    }
    local headers = txn.http:req_get_headers()
    for _, name in ipairs(PASSED_ON) do
        -- All of them: two credentials are for Latchkey to refuse.
        local list = values(headers, name)
        if #list > 0 then question[name] = list end
    end

    local answer = core.httpclient():get({ url = gate, headers = question, timeout = MILLISECONDS })
    -- Without an answer no status is set, and haproxy.cfg lets nobody past.
    if not answer or not answer.status then return end
    for name, variable in pairs(KEPT) do
        -- Empty if there is none.
        txn:set_var("txn.latchkey_" .. variable, values(answer.headers or {}, name)[1] or "")
    end
    txn:set_var("txn.latchkey_status", answer.status)
end, 1)

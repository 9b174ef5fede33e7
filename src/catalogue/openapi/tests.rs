//! What documents come to, rule by rule, and one document of the kind that real APIs have.

use std::fmt::Write;

use super::super::{Catalogue, Reading, RequestPath};

const YAML: &str = include_str!("orchard.yaml");
const JSON: &str = include_str!("orchard.json");

fn read(text: &str) -> Result<Reading, String> {
    Catalogue::from_text("yaml", text)
}

/// A document with these paths, in YAML.
fn paths(paths: &str) -> Result<Reading, String> {
    read(&format!("openapi: 3.0.3\npaths:\n  {}", paths.replace('\n', "\n  ")))
}

/// The actions of a file, as `id kind METHOD path: summary`.
fn actions(reading: &Reading) -> Vec<String> {
    let actions = reading.catalogue.resources().iter().flat_map(|resource| &resource.actions);
    actions
        .filter(|action| !action.own)
        .map(|a| format!("{} {} {} {}: {}", a.id, a.kind.as_str(), a.method, a.path, a.summary))
        .collect()
}

fn ids(reading: &Reading) -> Vec<String> {
    actions(reading).iter().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[track_caller]
fn remarked(reading: &Reading, says: &[&str]) {
    for words in says {
        let found = reading.remarks.iter().filter(|remark| remark.contains(words)).count();
        assert_eq!(found, 1, "“{words}” in {:#?}", reading.remarks);
    }
}

#[test]
fn a_document_is_the_same_catalogue_in_both_languages() {
    let (yaml, json) = (read(YAML).unwrap(), Catalogue::from_text("json", JSON).unwrap());
    assert_eq!(actions(&yaml), actions(&json));
    assert_eq!(yaml.remarks, json.remarks);
    assert_eq!((yaml.format.as_str(), json.format.as_str()), ("OpenAPI 3.1.0 in YAML", "OpenAPI 3.1.0 in JSON"));
    let base = "/api/v2/applications/{applicationId}";
    let expected = [
        format!("harvests.get-harvests-season-export read GET {base}/harvests/{{season}}/export: Export a season"),
        format!(
            "harvests.latestHarvest read GET {base}/harvests/latest/{{format}}: GET /applications/{{applicationId}}/harvests/latest/{{format}}"
        ),
        format!("harvests.listHarvests read GET {base}/harvests: GET /applications/{{applicationId}}/harvests"),
        format!("sensors.create write POST {base}/sensors: Adds a sensor."),
        format!("sensors.get read GET {base}/sensors/{{sensorId}}: Read a sensor"),
        format!("sensors.head read HEAD {base}/sensors/{{sensorId}}: Read a sensor"),
        format!("sensors.list read GET {base}/sensors: List sensors"),
        format!("sensors.remove write DELETE {base}/sensors/{{sensorId}}: Remove a sensor (deprecated)"),
        format!("sensors.search read POST {base}/sensors/search: Find sensors by what they measured"),
        format!("sensors.update write PATCH {base}/sensors/{{sensorId}}: Change a sensor"),
        "status.get-status read GET /api/v2/status: Whether the service is well".to_owned(),
        format!("valve-groups.valveGroups-get read GET {base}/valve-groups/{{groupId}}: Read a group of valves"),
        format!(
            "valve-groups.valveGroups-open write PUT {base}/valve-groups/{{groupId}}: Open or shut a group of valves"
        ),
    ];
    assert_eq!(actions(&yaml), expected);
    let summaries: Vec<_> = yaml.catalogue.resources().iter().map(|r| (r.name.as_str(), r.summary.as_str())).collect();
    assert!(summaries.contains(&("sensors", "Sensors in the field")), "{summaries:?}");
    assert!(summaries.contains(&("valve-groups", "Valves that open together")), "{summaries:?}");
    remarked(
        &yaml,
        &[
            "every path begins with /api/v2, after the first of `servers`, https://eu.orchard.example/api/v2",
            "“Valve Groups” is valve-groups",
            "resource goes by the path: GET /status in status",
            "several tags, of which the first is the resource: GET /applications/{applicationId}/harvests",
            "“valveGroups/get” is valve-groups.valveGroups-get",
            "GET /status is status.get-status",
            "TRACE /api/v2/applications/{applicationId}/sensors/{sensorId} is left out",
            "sensors/{sensorId}:calibrate is left out, since a segment of it is only in part a parameter",
            "pictures/{path+} is left out, since a parameter in it goes over slashes",
            "harvests/latest/export is both harvests.get-harvests-season-export",
        ],
    );
    assert_eq!(yaml.remarks.len(), 10, "{:#?}", yaml.remarks);
}

#[test]
fn the_method_says_the_kind_unless_the_operation_does() {
    let read = paths(
        "/a:\n  get: {tags: [a], operationId: g}\n  head: {tags: [a], operationId: h}\n  \
         options: {tags: [a], operationId: o}\n  put: {tags: [a], operationId: p}\n  \
         post: {tags: [a], operationId: s, x-latchkey-kind: read}\n\
         /b:\n  get: {tags: [a], operationId: w, x-latchkey-kind: write}",
    )
    .unwrap();
    let kinds: Vec<String> =
        actions(&read).iter().map(|a| a.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(kinds, ["a.g read", "a.h read", "a.o read", "a.p write", "a.s read", "a.w write"]);
    for (kind, says) in [("reed", "GET /a: x-latchkey-kind is “reed”"), ("[read]", "GET /a"), ("Read", "“Read”")]
    {
        let error = paths(&format!("/a: {{get: {{x-latchkey-kind: {kind}}}}}")).unwrap_err();
        assert!(error.contains(says) && error.contains("read or write"), "{error}");
    }
}

#[test]
fn what_has_neither_tag_nor_operation_id_goes_by_its_path() {
    let read = paths(
        "/api/v1/devices: {get: {tags: [], operationId: ''}}\n/v1/{x}: {get: }\n/{y}/z w: {get: {tags: [null, ''], \
         summary: s}}\n/設備: {post: {tags: [設備], operationId: 設備}}",
    )
    .unwrap();
    assert_eq!(ids(&read), ["api.get-v1-x", "api.post", "devices.get-api-v1-devices", "z-w.get-y-z-w"]);
    remarked(&read, &["without a tag", "without an operationId"]);
    assert_eq!(read.catalogue.resources().iter().find(|r| r.name == "api").unwrap().summary, "");
}

#[test]
fn names_that_collide_are_refused_by_both_their_names() {
    for (document, says) in [
        (
            "/a: {get: {tags: [Device Groups]}}\n/b: {get: {tags: [device-groups]}}",
            ["“Device Groups”", "“device-groups”"],
        ),
        (
            "/a: {get: {tags: [x], operationId: list}}\n/b: {get: {tags: [x], operationId: x.list}}",
            ["“list” (GET /a)", "“x.list” (GET /b)"],
        ),
        (
            "/a: {get: {tags: [x], operationId: get-b}}\n/b: {get: {tags: [x]}}",
            ["“get-b” (GET /a)", "GET /b, which has no operationId"],
        ),
        (
            "/a/{x}: {get: {tags: [x], operationId: one}}\n/a/{y}: {get: {tags: [x], operationId: two}}",
            ["x.two: GET /a/{y} is the method and path of another action too", "x.one"],
        ),
    ] {
        let error = paths(document).unwrap_err();
        assert!(says.iter().all(|says| error.contains(says)), "{error}");
    }
    // One name in two resources is two actions; an operation without a tag joins the tag of its path.
    let read = paths(
        "/a: {get: {tags: [x], operationId: list}}\n/b: {get: {tags: [y], operationId: list}}\n/y/c: {get: {summary: s}}",
    );
    assert_eq!(ids(&read.unwrap()), ["x.list", "y.get-y-c", "y.list"]);
}

#[test]
fn reserved_names_are_refused() {
    for tag in ["applicationApiTokens", "applicationApiToken", "tokenIntrospection", "auditEvents"] {
        let error = paths(&format!("/a: {{get: {{tags: [{tag}]}}}}")).unwrap_err();
        assert!(error.contains(tag) && error.contains("Latchkey's own"), "{error}");
    }
}

#[test]
fn what_the_gate_cannot_route_is_left_out_and_said_to_be() {
    for (path, why) in [
        ("/a/{id}.json", "only in part a parameter"),
        ("/a/{x}..{y}", "only in part a parameter"),
        ("/a/{path*}", "goes over slashes"),
        ("/a/{*path}", "goes over slashes"),
        ("/a/{proxy+}", "goes over slashes"),
        ("/a/{id:[0-9]+}", "has a pattern"),
        ("/a/{}", "can't route by"),
        ("/a?action=x", "neither a query nor a fragment"),
        ("/a#x", "neither a query nor a fragment"),
        ("/a//b", "empty segment"),
        ("/a/../b", "dot segment"),
        ("/a;v=1", "programs read differently"),
        ("/a%2Fb", "can't route by"),
        ("/a%252e", "broken or doubled"),
        ("/a*", "can't route by"),
    ] {
        let read = paths(&format!("'{path}': {{get: {{}}}}")).unwrap();
        assert_eq!(ids(&read), Vec::<String>::new(), "{path}");
        remarked(&read, &[&format!("GET {path} is left out, since ")]);
        assert!(read.remarks[0].contains(why), "{:?}", read.remarks);
    }
    let read = paths("/a:\n  trace: {}\n  query: {}\n  additionalOperations: {COPY: {}}\n  GET: {}").unwrap();
    remarked(&read, &["TRACE /a is left out", "QUERY /a is left out", "COPY /a is left out", "`GET` of /a"]);
}

#[test]
fn escapes_and_letters_of_other_scripts_in_a_path_are_read() {
    let read =
        paths("/caf%C3%A9: {get: {tags: [a], operationId: a}}\n/b c/ü: {get: {tags: [a], operationId: b}}").unwrap();
    assert_eq!(read.remarks, Vec::<String>::new());
    for (asked, id) in [("/caf%c3%a9", "a.a"), ("/b%20c/%C3%BC", "a.b")] {
        let path = RequestPath::parse(asked).unwrap();
        assert_eq!(read.catalogue.route("GET", &path).unwrap().action.id, id);
    }
}

/// An operation that is left out must not pass as the one with the wider path.
#[test]
fn requests_for_what_is_left_out_do_not_count_as_another_action() {
    let read = paths(
        "/devices/{id}: {post: {tags: [d], operationId: change}}\n\
         /devices/{id}:reboot: {post: {tags: [d], operationId: reboot}}\n\
         /devices/now:reboot: {post: {tags: [d], operationId: now}}\n\
         /{any}/x-{y}: {post: {tags: [d], operationId: wide}}\n\
         /caf%C3%A9/{id}: {post: {tags: [d], operationId: cafe}}\n\
         /caf%C3%A9/{id}.%6a: {post: {tags: [d], operationId: cafe-j}}\n\
         /files/{name}: {get: {tags: [d], operationId: file}}\n\
         /files/{path*}: {get: {tags: [d], operationId: files}}",
    )
    .unwrap();
    let routed = |method: &str, path: &str| {
        let path = RequestPath::parse(path).unwrap();
        let matched = read.catalogue.route(method, &path);
        matched.map(|matched| matched.action.id.clone())
    };
    assert_eq!(routed("POST", "/devices/7").as_deref(), Some("d.change"));
    assert_eq!(routed("POST", "/devices/7:reboot"), None);
    assert_eq!(routed("POST", "/devices/7%3Areboot"), None);
    assert_eq!(routed("POST", "/devices/:reboot").as_deref(), Some("d.change"), "a parameter is never empty");
    assert_eq!(routed("POST", "/devices/now:reboot").as_deref(), Some("d.now"), "text is more specific");
    assert_eq!(routed("POST", "/devices/x-1").as_deref(), Some("d.change"), "text comes first there");
    assert_eq!(routed("POST", "/caf%C3%A9/1").as_deref(), Some("d.cafe"));
    assert_eq!(routed("POST", "/caf%C3%A9/1.j"), None);
    assert_eq!(routed("GET", "/files/a").as_deref(), Some("d.file"));
    assert_eq!(routed("GET", "/files/a/b"), None);
    remarked(
        &read,
        &[
            "{path*} is left out, since a parameter in it goes over slashes: only tokens with All permissions may send \
             its requests; but those that fit the path of an action count as that action, as /files/{name} does as d.file",
            "/{any}/x-{y} is left out",
        ],
    );
}

#[test]
fn the_application_is_looked_for_in_what_is_left_out_too() {
    let read = paths("/of/{applicationId}/{id}.json: {get: {}}\n/at/{applicationId}.json: {get: {}}").unwrap();
    let other = |path: &str| read.catalogue.names_other_application(&RequestPath::parse(path).unwrap(), "A");
    assert!(other("/of/B/1.json") && !other("/of/A/1.json"));
    remarked(&read, &["/at/{applicationId}.json is left out"]);
    assert!(
        read.remarks.iter().any(|remark| remark.ends_with("does not compare its application")),
        "{:?}",
        read.remarks
    );
}

#[test]
fn the_base_path_is_that_of_the_nearest_servers() {
    let document = |top: &str| {
        read(&format!(
            "openapi: 3.0.0\n{top}\npaths:\n  /a: {{get: {{tags: [x], operationId: a}}}}\n  /b:\n    servers: [{{url: \
             /up}}]\n    get: {{tags: [x], operationId: b}}\n    put: {{tags: [x], operationId: c, servers: [{{url: \
             /put/}}]}}"
        ))
        .unwrap()
    };
    let paths = |read: &Reading| {
        let all = actions(read);
        all.iter().map(|line| line.split([' ', ':']).nth(3).unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let read = document("servers: [{url: 'https://x.example/v1'}]");
    assert_eq!(paths(&read), ["/v1/a", "/up/b", "/put/b"]);
    remarked(
        &read,
        &["every path begins with /v1", "`servers` of their own give another base path to GET /b below /up"],
    );
    let read = document("x-latchkey-base-path: /\nservers: [{url: 'https://x.example/v1'}]");
    assert_eq!((paths(&read), read.remarks.len()), (vec!["/a".to_owned(), "/b".to_owned(), "/b".to_owned()], 0));
}

#[test]
fn a_document_says_which_parameter_is_the_application() {
    let document = "openapi: 3.0.0\nx-latchkey-application-parameter: tenantId\npaths:\n  \
                    /t/{tenantId}/a: {get: {tags: [x], operationId: a}}";
    let read_it = read(document).unwrap();
    let path = RequestPath::parse("/t/T/a").unwrap();
    assert_eq!(read_it.catalogue.route("GET", &path).unwrap().application, Some("T"));
    assert_eq!((read_it.catalogue.counts().with_application, read_it.remarks.len()), (1, 0));
    for name in ["'{tenantId}'", "''", "[a]", "a/b"] {
        let error = read(&document.replace(": tenantId\n", &format!(": {name}\n"))).unwrap_err();
        assert!(error.contains("the name of a parameter"), "{name}: {error}");
    }
    let error = read(&document.replace("/a:", "/{tenantId}:")).unwrap_err();
    assert!(error.contains("has {tenantId} twice"), "{error}");
}

#[test]
fn a_faulty_document_is_refused_in_words() {
    let long = format!("openapi: 3.0.0\npaths: {{/{}: {{get: }}}}", "a".repeat(1_000));
    let far = format!("openapi: 3.0.0\npaths: {{{}: {{get: }}}}", "/a".repeat(50));
    for (text, says) in [
        ("swagger: '2.0'\npaths: {}", "Swagger 2 document"),
        ("openapi: 2.0.0\npaths: {}", "“2.0.0”: only 3 is read"),
        ("openapi: [3]\npaths: {}", "no field `openapi`"),
        ("info: {}", "no field `openapi`"),
        ("- a", "no field `openapi`"),
        ("", "no field `openapi`"),
        ("openapi: 3.0.0", "has no `paths`"),
        ("openapi: 3.0.0\npaths: []", "not a mapping"),
        ("openapi: 3.0.0\npaths: {}", "describe no operation"),
        ("openapi: 3.0.0\npaths: {/a: {}}", "describe no operation"),
        ("openapi: 3.0.0\npaths: {a: {get: {}}}", "“a” does not begin with /"),
        ("openapi: 3.0.0\npaths: {/a: 1}", "paths: “/a” is not a mapping"),
        ("openapi: 3.0.0\npaths: {/a: {get: 1}}", "GET /a is not a mapping"),
        ("openapi: 3.0.0\npaths: {'/a/{b': {get: {}}}", "“{b” don't pair"),
        ("openapi: 3.0.0\npaths: {/a: {$ref: other.yaml}}", "bundle it"),
        ("openapi: 3.0.0\npaths: {/a: {get: {$ref: '#/x'}}}", "GET /a: its `$ref` “#/x” leads nowhere"),
        ("openapi: 3.0.0\npaths: {/a: {get: {x-latchkey-kinds: read}}}", "GET /a: `x-latchkey-kinds` is not known"),
        ("openapi: 3.0.0\npaths: {/a: {get: {x-latchkey-kind: }}}", "GET /a: `x-latchkey-kind` has no value"),
        ("openapi: 3.0.0\npaths: {/a: {x-latchkey-kind: read}}", "“/a”: `x-latchkey-kind` has no meaning there"),
        ("openapi: 3.0.0\nx-latchkey-application: a\npaths: {}", "the document: `x-latchkey-application` is not known"),
        ("openapi: 3.0.0\npaths: {/a: {get: {}}, /a: {put: {}}}", "line 2, column 24: “/a” is there twice"),
        (long.as_str(), "longer than 1000"),
        (far.as_str(), "50 segments"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.contains(says) && error.len() < 400, "{text}: {error}");
    }
}

/// What is cheap to write must not be dear to read.
#[test]
fn a_document_made_to_be_dear_is_refused() {
    let tags = "x-tags: &tags [".to_owned() + &"~,".repeat(50_000) + "a]\n";
    let item = "x-item: &item {get: {tags: *tags}, put: {tags: *tags}}\n";
    let mut text = format!("openapi: 3.0.0\n{tags}{item}paths:\n");
    for path in 0..6_000 {
        let _ = writeln!(text, "  /{path}: *item");
    }
    assert!(read(&text).unwrap_err().contains("more than 10000 actions"));
    let fields: Vec<String> = (0..200).map(|n| format!("f{n}: 1")).collect();
    assert!(paths(&format!("/a: {{{}}}", fields.join(", "))).unwrap_err().contains("more than 100 fields"));
    let prose = "x".repeat(1 << 20);
    let error = paths(&format!("/a: {{get: {{tags: ['{prose}']}}}}")).unwrap_err();
    assert!(error.starts_with("GET /a: its tag") && error.len() < 400, "{error}");
    let read = paths(&format!("/a: {{get: {{description: '{prose}'}}}}")).unwrap();
    assert!(actions(&read)[0].len() < 1_000);
}

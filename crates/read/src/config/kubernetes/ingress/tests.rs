//! What is read of doors of a cluster.

use sneck_model::{Facts, Key, Setting};

use crate::config::testing::tree;

const SHOP: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  template:\n    metadata: \
                    {labels: {app: shop}}\n    spec: {containers: [{name: app, image: 'shop:1', command: [run]}]}\n---\n\
                    apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: shop}, ports: [{port: \
                    80}]}\n---\n";

/// Settings of a key of the objects beside the shop: `KIND/NAME [scope] value @line`.
fn of(objects: &str, key: Key) -> Vec<String> {
    let tree = tree(&[("k8s/shop.yaml", SHOP), ("k8s/door.yaml", objects)]);
    let mut facts = Facts::default();
    crate::config::settings(&tree, &crate::config::deployment(&tree).stack, &mut facts);
    facts.settings_of(key).map(show).collect()
}

fn show(setting: &Setting) -> String {
    let name = setting.component.name.rsplit('#').next().unwrap_or_default();
    let scope = setting.scope.0.first().map(|scope| format!(" [{scope}]")).unwrap_or_default();
    let value = serde_json::to_string(&setting.value).unwrap_or_default();
    let line = setting.because[0].place.to_string();
    format!("{name}{scope} {value} @{}", line.rsplit(':').next().unwrap_or_default())
}

fn ingress(annotations: &str, spec: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations:\n    a: b\n{annotations}\
         spec:\n  ingressClassName: nginx\n{spec}  rules:\n  - http:\n      paths:\n      - {{path: /, backend: {{service: \
         {{name: web, port: {{number: 80}}}}}}}}\n"
    )
}

const TLS: &str = "  tls: [{hosts: [shop.example]}]\n";

#[test]
fn an_ingress_stands_in_front_of_what_its_service_leads_to() {
    let front = of(&ingress("", ""), Key::PROXY_FRONT_OF);
    assert_eq!(front, [r#"Ingress/shop {"text":"k8s/shop.yaml#shop"} @12"#]);
    assert_eq!(of(&ingress("", ""), Key::PROXY_TARGET), [r#"Ingress/shop {"text":"http://web:80"} @12"#]);
    let old = "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: old}\nspec:\n  backend: {serviceName: web, \
               servicePort: 80}\n";
    assert_eq!(of(old, Key::PROXY_FRONT_OF), [r#"Ingress/old {"text":"k8s/shop.yaml#shop"} @5"#]);
    let elsewhere = ingress("", "").replace("metadata:\n", "metadata:\n  namespace: other\n");
    assert_eq!(of(&elsewhere, Key::PROXY_FRONT_OF).len(), 0);
}

#[test]
fn tls_brings_the_redirect_and_the_header_unless_they_are_switched_off() {
    let both = |text: &str| (of(text, Key::HTTPS_REDIRECT), of(text, Key::HEADER_HSTS));
    let (moved, hsts) = both(&ingress("", TLS));
    assert_eq!(moved, [r#"Ingress/shop {"bool":true} @9"#]);
    assert_eq!(hsts, [r#"Ingress/shop {"text":"max-age=31536000; includeSubDomains"} @9"#]);
    assert_eq!(both(&ingress("", "")), (vec![], vec![]));
    let kept = ingress("    nginx.ingress.kubernetes.io/ssl-redirect: 'false'\n", TLS);
    assert_eq!(both(&kept).0, [r#"Ingress/shop {"bool":false} @7"#]);
    let forced = ingress("    nginx.ingress.kubernetes.io/force-ssl-redirect: 'true'\n", "");
    assert_eq!(both(&forced).0, [r#"Ingress/shop {"bool":true} @7"#]);
    let controller = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ingress-nginx-controller}\ndata: {hsts: \
                      'false'}\n";
    assert_eq!(both(&format!("{}{controller}", ingress("", TLS))).1, [r#"Ingress/shop "none" @18"#]);
    let other = ingress("", TLS).replace("ingressClassName: nginx", "ingressClassName: alb");
    assert_eq!(both(&other), (vec![], vec![]));
}

#[test]
fn annotations_send_headers_and_let_sites_in() {
    let snippet = "    nginx.ingress.kubernetes.io/configuration-snippet: |\n      more_set_headers \"X-Frame-Options: \
                   DENY\";\n      add_header Strict-Transport-Security max-age=9;\n";
    let text = ingress(snippet, TLS);
    assert_eq!(of(&text, Key::HEADER_FRAME_OPTIONS), [r#"Ingress/shop {"text":"DENY"} @8"#]);
    assert_eq!(of(&text, Key::HEADER_HSTS), [r#"Ingress/shop {"text":"max-age=9"} @9"#]);
    let custom = format!(
        "{}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: more}}\ndata: {{X-Frame-Options: DENY}}\n",
        ingress("    nginx.ingress.kubernetes.io/custom-headers: default/more\n", "")
    );
    assert_eq!(of(&custom, Key::HEADER_FRAME_OPTIONS), [r#"Ingress/shop {"text":"DENY"} @18"#]);
    let cors = ingress("    nginx.ingress.kubernetes.io/enable-cors: 'true'\n", "");
    assert_eq!(of(&cors, Key::CORS_ORIGINS), [r#"Ingress/shop {"text":"*"} @7"#]);
    assert_eq!(of(&cors, Key::CORS_CREDENTIALS), [r#"Ingress/shop {"bool":true} @7"#]);
}

const ROUTE: &str = "apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: shop}\nspec:\n  entryPoints: \
                     [websecure]\n  routes:\n  - match: Host(`shop.example`)\n    services: [{name: web, port: 80}]\n    \
                     middlewares: [{name: Safe}]\n---\napiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: {name: \
                     Safe}\nspec:\n  headers:\n    stsSeconds: 31536000\n    frameDeny: true\n";

#[test]
fn a_route_of_traefik_has_the_headers_of_its_middlewares() {
    assert_eq!(of(ROUTE, Key::PROXY_FRONT_OF), [r#"IngressRoute/shop {"text":"k8s/shop.yaml#shop"} @8"#]);
    let hsts = of(ROUTE, Key::HEADER_HSTS);
    assert!(hsts.contains(&r#"IngressRoute/shop {"text":"max-age=31536000"} @16"#.to_owned()), "{hsts:?}");
    let annotated = ROUTE.split("---\n").nth(1).unwrap_or_default().to_owned()
        + "---\n"
        + &ingress("    traefik.ingress.kubernetes.io/router.middlewares: default-safe@kubernetescrd\n", "")
            .replace("ingressClassName: nginx", "ingressClassName: traefik");
    let frames = of(&annotated, Key::HEADER_FRAME_OPTIONS);
    assert!(frames.contains(&r#"Ingress/shop {"text":"DENY"} @7"#.to_owned()), "{frames:?}");
}

#[test]
fn the_dashboard_of_traefik_is_open_where_a_route_leads_to_it() {
    let dashboard = |points: &str, more: &str| {
        let route = ROUTE.replace("name: web, port: 80", "name: api@internal, kind: TraefikService");
        let route = route.replace("[websecure]", points).replace("[{name: Safe}]", more);
        of(&route, Key::CONTAINER_ADMIN_TOOL)
    };
    assert_eq!(dashboard("[web]", "[]"), [r#"IngressRoute/shop {"text":"0.0.0.0:80"} @8"#]);
    assert_eq!(dashboard("[traefik]", "[]").len(), 0);
    assert!(dashboard("[web]", "[{name: gone}]")[0].contains("unknown"));
    let guard = "[{name: in}]\n---\napiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: {name: in}\nspec: \
                 {basicAuth: {secret: users}}\n";
    assert_eq!(dashboard("[web]", guard), [r#"IngressRoute/shop "none" @8"#]);
}

#[test]
fn options_of_tls_are_those_of_their_object() {
    let text = "apiVersion: traefik.io/v1alpha1\nkind: TLSOption\nmetadata: {name: old}\nspec: {minVersion: \
                VersionTLS10}\n---\napiVersion: traefik.io/v1alpha1\nkind: ServersTransport\nmetadata: {name: \
                loose}\nspec: {insecureSkipVerify: true}\n";
    assert!(of(text, Key::SERVER_TLS_VERSIONS)[0].starts_with("TLSOption/old [options old]"));
    assert_eq!(of(text, Key::PROXY_VERIFIES), [r#"ServersTransport/loose [loose] {"bool":false} @9"#]);
}

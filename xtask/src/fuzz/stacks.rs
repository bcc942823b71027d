//! Programs in JavaScript, files and labels of Traefik, overlays of Kustomize.

use super::targets::Target;
use super::whole::{file, files, through};

pub(super) const JAVASCRIPT: Target =
    Target { name: "javascript", seeds: || files(is_script), words: SCRIPT, holds: javascript };
pub(super) const TRAEFIK: Target =
    Target { name: "traefik", seeds: || files(is_traefik), words: PROXY, holds: traefik };
pub(super) const KUSTOMIZE: Target =
    Target { name: "kustomize", seeds: || files(is_cluster), words: OVERLAY, holds: kustomize };

/// Words of programs that set up Express.
#[rustfmt::skip]
const SCRIPT: &[&str] = &[
    "const ", "require(\"express\")", "express()", "app.use(", "helmet({ ", "cors({ origin: ", "session({ ", "cookie: { ",
    "secure: true", "process.env.", "NODE_ENV", " || ", " ?? ", " && ", " ? ", " : ", "=> ", "(req, res, next) => {\n",
    "res.setHeader(\"", "if (", ") {\n", "} else {\n", "module.exports = ", "exports.a = ", "import a from \"./app.js\";\n",
    "export default ", "class A { constructor() { this.", "new A()", "...", "`${", "}`", "[", "]", "{", "}", "(", ")", "/a/g",
    "async ", "await ", "app.set(\"env\", ", "app.get(\"env\")", "=== ", "function f(a = f(), ...b) { return ", "null",
    "undefined", "-1", "1e309", "\"\\u{110000}\"", "'\\x4'", "as any", ": string", "<T>", "@x", "#a", "// ", "/*", "*/",
];

/// Words of Traefik's files.
#[rustfmt::skip]
const PROXY: &[&str] = &[
    "entryPoints:\n", "  web:\n    address: ':80'\n", "providers:\n", "  docker: {}\n", "api: {insecure: true}\n",
    "tls:\n  options:\n", "minVersion: VersionTLS10\n", "cipherSuites: [", "http:\n  routers:\n", "middlewares:\n",
    "headers:\n", "stsSeconds: 1\n", "[entryPoints.web]\n", "[http.middlewares.a.headers]\n", "[[a]]\n", "- ", "&a ", "*a",
    "redirectScheme: {}\n", "traefik.http.routers.a.rule=b", "service: api@internal", ".", "[0]", "=",
];

/// Words of overlays.
#[rustfmt::skip]
const OVERLAY: &[&str] = &[
    "resources: [.]\n", "resources: [../a]\n", "patches:\n", "- path: a.yaml\n", "- target: {kind: Deployment, name: '(.*'}\n",
    "  patch: |-\n    - op: add\n      path: /spec/~1/-\n", "op: remove", "op: replace", "value: {}", "$patch: delete\n",
    "$patch: replace\n", "namePrefix: a-\n", "images: [{name: a, newTag: b}]\n", "namespace: a\n", "containers:\n", "env:\n",
    "- name: a\n", "kind: ConfigMap\n", "data:\n  a: |\n    server { listen 80; }\n", "---\n", "&a ", "*a", "null", "0", "/",
];

fn is_script(path: &str) -> bool {
    [".js", ".mjs", ".ts"].iter().any(|end| path.ends_with(end))
}

fn is_traefik(path: &str) -> bool {
    path.contains("traefik")
}

fn is_cluster(path: &str) -> bool {
    path.contains("k8s")
}

/// The same text as every file of a program.
fn javascript(input: &[u8]) {
    let image = b"FROM node\nENV NODE_ENV=production\nCMD [\"node\", \"server.js\"]\n";
    through(vec![
        file("Dockerfile", image),
        file("app.ts", input),
        file("config.mjs", input),
        file("server.js", input),
    ]);
}

fn traefik(input: &[u8]) {
    let compose = b"services: {proxy: {image: traefik, ports: ['8080:8080'], volumes: ['./traefik.yml:/etc/traefik/traefik.yml']}}\n";
    through(vec![file("compose.yaml", compose), file("traefik.toml", input), file("traefik.yml", input)]);
}

fn kustomize(input: &[u8]) {
    let base = b"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: a, image: a}]}}}\n";
    through(vec![
        file("k8s/a/a.yaml", base),
        file("k8s/a/kustomization.yaml", b"resources: [a.yaml]\n"),
        file("k8s/b/a.yaml", input),
        file("k8s/b/kustomization.yaml", input),
    ]);
}

//! Every reader lives through every input: broken, cut, mixed up, deep, long.

use proptest::prelude::*;

use crate::config;
use crate::tree::{File, Tree};

/// Files by the names that the readers look for, each with text that is nearly right.
const SEEDS: &[(&str, &str)] = &[
    (
        "Dockerfile",
        "FROM a AS b\nARG X=${Y:-z}\nENV A=\"$X\" B='c'\nCOPY --from=b /x . \nCMD [\"sh\", \"-c\", \"exec $A\"]\n",
    ),
    (
        "compose.yaml",
        "x: &x {A: 1}\nservices:\n  web:\n    build: {context: ., args: [B]}\n    environment: {<<: *x, C: '${D:?e}'}\n    env_file: [.env]\n    extends: {service: web}\n",
    ),
    (
        "compose.override.yaml",
        "include: [compose.yaml]\nservices: {web: {command: !reset [a, $$b], ports: !override [1]}}\n",
    ),
    (".env", "export A='b' # c\nD=\"e\\n${A}\nF: g\n"),
    (".flaskenv", "FLASK_DEBUG=1\n"),
    ("Procfile", "web: A=1 sh boot.sh && exec gunicorn x:y\n"),
    (
        "boot.sh",
        "f() {\n case \"$1\" in a|b) exec \"$@\" ;; *) . ./boot.sh ;; esac\n}\nif [ -z \"$A\" ]; then f b; fi <<E\nx\nE\n",
    ),
    ("app.service", "[Service]\nEnvironment=\"A=1\" B=%i\nExecStart=/x/gunicorn \\\n -b ${A}\nEnvironmentFile=-/y\n"),
    (
        "supervisord.conf",
        "[inet_http_server]\nport=*:1\n[include]\nfiles = *.conf\n[program:web]\nuser=root\ncommand=a %(ENV_B)s\nenvironment=A=\"b\",C=d\n",
    ),
    ("gunicorn.conf.py", "'''\nuser = \"\nuser = \"root\"\ntimeout = 0\n"),
    ("uwsgi.ini", "[uwsgi]\nmodule = a:b\nenv = A=1\nif-env = A\nstats = [::]:1\nendif =\nuid = $(B)\n"),
    (
        "k8s/a.yaml",
        "apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n  spec: {containers: [{image: x, env: [{name: A, value: $(B)}], envFrom: [{secretRef: {name: s}}]}]}\n",
    ),
    (
        "render.yaml",
        "services: [{name: a, env: python, startCommand: x, envVars: [{key: A, value: 1}, {fromGroup: g}]}]\n",
    ),
    ("fly.toml", "[env]\nA = 1\n[processes]\nweb = 'x'\n"),
    ("railway.json", "{\"deploy\": {\"startCommand\": \"x\"}}"),
    ("app.yaml", "runtime: python3\nentrypoint: x\nenv_variables: {A: 1}\n"),
    ("app.json", "{\"env\": {\"A\": {\"generator\": \"secret\"}}}"),
    ("vercel.json", "{\"env\": {\"A\": \"@b\"}, \"builds\": [{\"src\": \"a.py\"}]}"),
    ("nginx.conf", "http {\n include conf.d/*.conf;\n map $a $b { default \"\"; ~x y; }\n server_tokens $b;\n}\n"),
    (
        ".htaccess",
        "Options +Indexes \\\n -All\n<IfModule mod_x>\nHeader set A \"b\\\"\n</IfModule>\n<VirtualHost *:443>\nSSLProtocol all -x\n</Directory>\n",
    ),
    (
        "conf.d/site.conf",
        "server {\n listen [::]:443 ssl;\n include ../nginx.conf; add_header A \"$b\";\n set $a $b; set $b $a;\n location ~ ^/(.*)$ { proxy_pass http://u:p@$1; }\n if ($a = {{ x }}) { return 301 https://$host; }\n content_by_lua_block { a = {} }\n}\n",
    ),
    (".github/workflows/ci.yml", "jobs:\n  a:\n    env: {A: ${{ b }}}\n    steps:\n    - run: |\n        flask run\n"),
    (".gitlab-ci.yml", "a:\n  script: [flask run]\n"),
    (
        "pyproject.toml",
        "[project]\ndependencies = ['a>=1; python_version > \"3\"']\n[project.scripts]\na = 'b:c'\n[tool.poetry.dependencies]\nx = {version = '^1'}\n",
    ),
    ("setup.cfg", "[options]\ninstall_requires =\n  a\n[options.entry_points]\nconsole_scripts =\n  a = b:c\n"),
    ("setup.py", "setup(install_requires=['a', \"b\" # c\n])\n"),
    ("requirements.txt", "a==1 \\\n --hash=sha256:0\n-r requirements.txt\ngit+https://x@y/z.git@a#egg=b\n"),
    ("Pipfile.lock", "{\"default\": {\"a\": {\"version\": \"==1\"}}}"),
    (
        "main.tf",
        "variable \"a\" {\n  type    = object({ b = optional(bool, true) })\n  default = {}\n}\nlocals { l = [for x in [1, 2] : \"${x}-%{ if x > 1 }a%{ endif }\" if x != 3] }\nmodule \"m\" {\n  source = \"./m\"\n  for_each = toset(local.l)\n}\nresource \"aws_iam_policy\" \"p\" {\n  count  = 1\n  policy = <<-E\n  {\"Statement\": [{\"Effect\": \"Allow\", \"Resource\": \"${var.a.b}\"}]}\n  E\n  dynamic \"x\" {\n    for_each = { a = 1 }\n    content { y = x.value }\n  }\n}\n",
    ),
    ("m/main.tf.json", "{\"resource\": {\"aws_s3_bucket\": {\"a\": {\"acl\": \"${lower(\\\"X\\\")}\"}}}}"),
    ("prod.tfvars", "a = { b = false }\n"),
    (
        "stack.yaml",
        "Parameters: {P: {Type: String, Default: x}}\nConditions: {C: !Equals [!Ref P, x]}\nResources:\n  A:\n    Type: AWS::S3::Bucket\n    Condition: C\n    Properties: {BucketName: !Sub '${P}-${AWS::Region}', AccessControl: !If [C, !Join ['', [a, b]], !Ref AWS::NoValue]}\n",
    ),
    (
        ".github/workflows/pull.yml",
        "on: pull_request_target\npermissions: write-all\njobs:\n  a:\n    steps:\n    - uses: actions/checkout@v4\n      with: {ref: '${{ github.head_ref }}'}\n    - run: |\n        make ${{ github.event.issue.title }}\n      env: {API_KEY: x}\n",
    ),
    (
        "package.json",
        "{\"engines\": {\"node\": \"14\"}, \"dependencies\": {\"a\": \"^1\", \"b\": \"npm:c@1.0.0\", \"d\": \"github:e/f\"}}",
    ),
    (
        "package-lock.json",
        "{\"packages\": {\"\": {\"dependencies\": {\"a\": \"1\"}}, \"node_modules/a\": {\"version\": \"1.0.0\", \"dependencies\": {\"a\": \"*\"}}}}",
    ),
    (
        "npm-shrinkwrap.json",
        "{\"dependencies\": {\"a\": {\"version\": \"1.0.0\", \"requires\": {\"b\": \"1\"}, \"dependencies\": {}}}}",
    ),
    ("yarn.lock", "\"@a/b@^1\", c@2:\n  version \"1.0.0\"\n  dependencies:\n    d \"1\"\n"),
    ("pnpm-lock.yaml", "packages:\n  /a@1.0.0(b@2):\n    resolution: {integrity: x}\n    dev: true\n"),
    (
        "Cargo.lock",
        "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\ndependencies = [\"b 1\"]\n",
    ),
    (
        "uv.lock",
        "[[package]]\nname = 'a'\nversion = '1'\nsource = { virtual = '.' }\ndependencies = [{ name = 'b' }]\n",
    ),
    ("environment.yml", "dependencies:\n- a::b=1.0=x\n- pip:\n  - c==1\n"),
    (".npmrc", "registry=http://a/\nstrict-ssl=false\n"),
    ("pip.conf", "[global]\nextra-index-url = https://u:p@a/\n  http://b/\n"),
    (".tool-versions", "python 3.7.0\n"),
    ("poetry.lock", "[[package]]\nname = 'a'\nversion = '1'\n"),
];

fn tree(files: Vec<(&'static str, String)>) -> Tree {
    let mut files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Tree { files, ..Tree::default() }
}

/// Reads everything; every row that comes out points at a file that was put in.
fn read(files: Vec<(&'static str, String)>) {
    let tree = tree(files);
    let config::Deployment { declared, unread, stack } = config::deployment(&tree);
    let mut facts = sneck_model::Facts::default();
    config::items(&tree, &mut facts);
    config::settings(&tree, &stack, &mut facts);
    for row in &declared {
        let path = row.place.file().map(|(path, _)| path.to_string()).unwrap_or_default();
        assert!(tree.file(&path).is_some(), "{path} of {}", row.name);
    }
    for row in unread.iter().chain(&facts.unread) {
        assert!(tree.file(&row.path).is_some(), "{}", row.path);
    }
}

/// One way of spoiling a text.
fn spoil(text: &str, at: usize, with: &str, cut: bool) -> String {
    let at = (0..=at % (text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    if cut { format!("{}{with}", &text[..at]) } else { format!("{}{with}{}", &text[..at], &text[at..]) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoiled_files_are_read_all_the_same(
        spoils in prop::collection::vec((any::<usize>(), "[\\[\\]{}()<>'\"$\\\\`:=#&*|;%!@\n\t \u{0}-9A-Ca-c\u{e9}]{0,6}", any::<bool>()), SEEDS.len()),
    ) {
        let spoiled = SEEDS.iter().zip(spoils).map(|((path, text), (at, with, cut))| (*path, spoil(text, at, &with, cut)));
        read(spoiled.collect());
    }

    #[test]
    fn files_of_one_kind_are_read_as_every_other(shift in 0..SEEDS.len()) {
        let texts = SEEDS.iter().cycle().skip(shift).map(|(_, text)| (*text).to_owned());
        read(SEEDS.iter().map(|(path, _)| *path).zip(texts).collect());
    }
}

#[test]
fn deep_and_long_files_end() {
    for piece in [
        "[",
        "{",
        "(",
        "${",
        "$(",
        "{a: ",
        "- ",
        "\"",
        "'",
        "`",
        "if ",
        "a=\\\n",
        "FROM a\n",
        "a: *a\n",
        "<<E\n",
        "case a in a) ",
    ] {
        let text = piece.repeat(2_000);
        read(SEEDS.iter().map(|(path, seed)| (*path, format!("{seed}{text}"))).collect());
    }
}

//! FastAPI, Starlette and aiohttp programs of every wrong form: whatever stands there, debug mode behind it is found.

use crate::support::Project;

fn finds_debug(source: &str) -> bool {
    let report = Project::of(&[("main.py", source)]).audit();
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().any(|finding| finding["rule"] == "app/debug-mode")
}

#[test]
fn calls_with_wrong_arguments_cost_themselves_alone() {
    let wrong = [
        "app.add_middleware()",
        "app.add_middleware(5, allow_origins=None)",
        "app.add_middleware(CORSMiddleware, allow_origins=7, allow_origin_regex=['('])",
        "app.add_middleware(CORSMiddleware, **unknown)",
        "app.user_middleware = None",
        "app.middleware()(3)",
        "app.middleware('http')(lambda: 1)",
        "app.include_router(None, prefix=object())",
        "app.include_router(app)",
        "app.mount('/', app)",
        "app.mount(5)",
        "app.mount('/static', StaticFiles(directory=['x']))",
        "app.exception_handler(Exception)(None)",
        "app.add_exception_handler()",
        "app.docs_url = app.openapi_url = app",
        "uvicorn.Server(None).run()",
    ];
    for line in wrong {
        let source = format!(
            "import uvicorn\nfrom fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n\
             from fastapi.staticfiles import StaticFiles\napp = FastAPI()\n{line}\napp.debug = True\n"
        );
        assert!(finds_debug(&source), "{line}");
    }
}

#[test]
fn constructors_with_wrong_arguments_make_an_app_all_the_same() {
    for arguments in
        ["middleware=5", "routes=[Route()]", "exception_handlers=[1]", "dependencies=3", "docs_url=1", "*x"]
    {
        let source = format!("from fastapi import FastAPI\napp = FastAPI({arguments})\napp.debug = True\n");
        assert!(finds_debug(&source), "{arguments}");
    }
    for arguments in ["middlewares=5", "client_max_size='x'", "debug=True, debug_=1"] {
        let source = format!("from aiohttp import web\napp = web.Application(debug=True, {arguments})\n");
        assert!(finds_debug(&source.replace("debug=True, debug=True", "debug=True")), "{arguments}");
    }
}

#[test]
fn programs_that_go_round_come_to_an_end() {
    let round = [
        "class M(BaseHTTPMiddleware):\n    async def dispatch(self, request, call_next):\n        \
         return await self.dispatch(request, call_next)\napp.add_middleware(M)",
        "class P:\n    def __init__(self, app): self.app = self\n    async def __call__(self, scope, receive, send):\n        \
         await self.app(scope, receive, send)\napp.add_middleware(P)",
        "class Node(BaseModel):\n    child: 'Node'\nclass S(BaseSettings):\n    model_config = {'env_nested_delimiter': ''}\n    \
         node: Node\nS()",
        "class S(BaseSettings):\n    url: str = 'x'\n    @validator('url', pre=True)\n    def v(cls, v): return cls.v(v)\nS()",
        "class S(BaseSettings):\n    a: int = 1\n    @property\n    def db_url(self): return self.db_url\ns = S()",
        "router = APIRouter()\nrouter.include_router(router)\napp.include_router(router)",
    ];
    for part in round {
        let source = format!(
            "from fastapi import APIRouter, FastAPI\nfrom starlette.middleware.base import BaseHTTPMiddleware\n\
             from pydantic import BaseModel, validator\nfrom pydantic_settings import BaseSettings\n\
             app = FastAPI(debug=True)\n{part}\n"
        );
        assert!(finds_debug(&source), "{part}");
    }
    let itself = "import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI(debug=True)\nuvicorn.run('main:app')\n";
    assert!(finds_debug(itself));
}

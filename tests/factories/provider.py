"""An OpenID Connect provider on a port of its own: discovery, keys, authorization, signed tokens."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT, SECRET = "caseflow", "provider-secret"


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Nothing."""


@dataclass
class Provider:
    """What the provider says of whoever signs in there; a test changes it."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    key: Any = KEY
    issuer: str = ""
    algorithm: str = "RS256"
    codes: dict[str, str] = field(default_factory=dict)
    nonces: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def authorize(self, address: str) -> str:
        """The person agrees in the browser; the query of the way back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_hex(8)
        self.codes[code], self.nonces[code] = query["code_challenge"], query["nonce"]
        return urlencode({"code": code, "state": query["state"]})

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append(path)
        answer = {"/.well-known/openid-configuration": self._config, "/keys": self._keys}.get(path)
        body = self._token(environ) if path == "/token" else answer() if answer else None
        start_response("200 OK" if body else "400 Bad Request", [("Content-Type", "application/json")])
        return [json.dumps(body or {"error": "invalid_grant"}).encode()]

    def _config(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer or self.address, "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token", "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }  # fmt: skip

    def _keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def _token(self, environ: dict[str, Any]) -> dict[str, Any] | None:
        text = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        sent = {name: values[0] for name, values in parse_qs(text).items()}
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if sent.get("client_secret") != SECRET or self.codes.pop(sent.get("code", ""), "") != challenge:
            return None
        now = int(time.time())
        nonce = self.nonces.pop(sent["code"])
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": nonce, **self.claims}
        signed = jwt.encode(claims, self.key, algorithm=self.algorithm, headers={"kid": "1"})
        return {"access_token": secrets.token_hex(8), "token_type": "Bearer", "id_token": signed}


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, answering on loopback until the end of the block."""
    provider = Provider()
    with make_server("127.0.0.1", 0, provider, handler_class=Quiet) as server:
        provider.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()

// SPDX-License-Identifier: GPL-3.0-or-later
// A real OpenID provider on a free port of this machine, with the addresses and claims of a Keycloak realm. It prints
// `ready ISSUER`, takes orders at POST /control, and ends when its standard input does.
import { createHmac, createPublicKey, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import http from 'node:http';
import { Provider } from 'oidc-provider';

const realm = '/realms/panel';
const client = { id: 'panel', secret: 'the secret of: panel' };
const users = {
    alice: { password: 'alice-pw', sub: 'f0000000-0000-4000-8000-00000000000a', name: 'Alice Admin', email: 'alice@example.test', realm_access: { roles: ['offline_access', 'panel-admin'] } },
    bob: { password: 'bob-pw', sub: 'f0000000-0000-4000-8000-00000000000b', name: 'Bob <b>Viewer</b>', email: 'bob@example.test', realm_access: { roles: ['panel-viewer'] } },
    carol: { password: 'carol-pw', sub: 'f0000000-0000-4000-8000-00000000000c', name: 'Carol Customer', email: 'carol@example.test', realm_access: { roles: ['panel-customer'] }, customer: 'Carol Ltd' },
    mallory: { password: 'mallory-pw', sub: 'f0000000-0000-4000-8000-00000000000d', name: 'Mallory', email: 'mallory@example.test', realm_access: { roles: ['offline_access'] } },
    olga: { password: 'olga-pw', sub: 'f0000000-0000-4000-8000-00000000000e', name: 'Olga', email: 'olga@example.test', groups: ['/ops'] },
};
const settings = {
    redirectUris: ['http://127.0.0.1:1/'], postLogoutUris: ['http://127.0.0.1:1/'], backchannelUri: null,
    algorithm: 'RS256', isAway: false, alter: null,
};
const accountOf = (sub) => Object.values(users).find((user) => user.sub === sub);

function newKey(alg) {
    const kind = alg === 'ES256' ? ['ec', { namedCurve: 'P-256' }] : ['rsa', { modulusLength: 2048 }];
    const { privateKey } = generateKeyPairSync(...kind);
    return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg, kid: randomBytes(9).toString('base64url') };
}
const newKeys = () => ['RS256', 'ES256'].map(newKey);
let keys = newKeys();
let issuer, provider, answer;

// What a provider gone wrong, or somebody in between, would hand out instead of the ID token.
function altered(token, { claims = {}, header = {}, how = 'sign' }) {
    const [head, body, signature] = token.split('.');
    const decode = (part) => JSON.parse(Buffer.from(part, 'base64url'));
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const input = (more) => `${encode({ ...decode(head), ...header, ...more })}.${encode({ ...decode(body), ...claims })}`;
    const key = keys.find((one) => one.kid === decode(head).kid);
    if (how === 'break') return `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    if (how === 'keep') return `${input({})}.${signature}`;
    if (how === 'none') return `${input({ alg: 'none' })}.`;
    if (how === 'confuse') {
        const text = input({ alg: 'HS256' });
        const secret = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
        return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    }
    const text = input({});
    return `${text}.${sign('sha256', Buffer.from(text), { key: createPrivateKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

function build() {
    provider = new Provider(issuer, {
        clients: [{
            client_id: client.id, client_secret: client.secret, grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
            redirect_uris: settings.redirectUris, post_logout_redirect_uris: settings.postLogoutUris, id_token_signed_response_alg: settings.algorithm,
            ...(settings.backchannelUri ? { backchannel_logout_uri: settings.backchannelUri, backchannel_logout_session_required: true } : {}),
        }],
        jwks: { keys },
        scopes: ['openid', 'offline_access', 'profile', 'email'],
        claims: { openid: ['sub'], profile: ['name', 'realm_access', 'groups', 'customer'], email: ['email'] },
        conformIdTokenClaims: false, // as in Keycloak, the claims of the scopes are in the ID token
        findAccount: (_, sub) => accountOf(sub) && { accountId: sub, claims: () => { const { password, ...claims } = accountOf(sub); return claims; } },
        pkce: { required: () => true, methods: ['S256'] },
        issueRefreshToken: () => true,
        rotateRefreshToken: true,
        ttl: { AccessToken: 300, AuthorizationCode: 60, IdToken: 300, RefreshToken: 1800, Session: 3600, Interaction: 600, Grant: 3600 },
        cookies: { keys: ['only for tests'] },
        routes: Object.fromEntries(Object.entries({ authorization: 'auth', token: 'token', userinfo: 'userinfo', jwks: 'certs', end_session: 'logout' })
            .map(([name, path]) => [name, `/protocol/openid-connect/${path}`])),
        features: {
            devInteractions: { enabled: false }, backchannelLogout: { enabled: true },
            rpInitiatedLogout: {
                enabled: true,
                // Like Keycloak: asks only whom it does not know by an id_token_hint.
                logoutSource: (ctx, form) => {
                    const isKnown = ctx.oidc.entities.IdTokenHint;
                    ctx.body = `<!doctype html><title>Sign out</title>${form}<button id="logout" form="op.logoutForm" name="logout" value="yes">Sign out</button>${isKnown ? '<script>document.getElementById("logout").click()</script>' : ''}`;
                },
                postLogoutSuccessSource: (ctx) => { ctx.body = '<!doctype html><title>Signed out</title><h1 id="signed-out">Signed out</h1>'; },
            },
        },
        interactions: { url: (_, interaction) => `${realm}/login/${interaction.uid}` },
        // Like a client without "Consent required".
        loadExistingGrant: async (ctx) => {
            const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
            grant.addOIDCScope('openid offline_access profile email');
            await grant.save();
            return grant;
        },
        renderError: (ctx, out) => { ctx.type = 'json'; ctx.body = JSON.stringify(out); },
    });
    for (const event of ['server_error', 'backchannel.error', 'grant.error', 'authorization.error', 'end_session.error'])
        provider.on(event, (...all) => console.error(event, ...all.slice(1).map((one) => one?.error_description ?? one?.message ?? '')));
    provider.use(async (ctx, next) => {
        await next();
        if (settings.alter && ctx.oidc?.route === 'token' && ctx.body?.id_token) ctx.body.id_token = altered(ctx.body.id_token, settings.alter);
    });
    answer = provider.callback();
}

const bodyOf = async (request) => { let text = ''; for await (const piece of request) text += piece; return text; };

async function control(request, response) {
    const { rotate, user, ...changes } = JSON.parse(await bodyOf(request));
    Object.assign(settings, changes);
    if (user) Object.assign(users[user.name], user.claims);
    if (rotate) keys = rotate === 'drop' ? newKeys() : [...newKeys(), ...keys];
    if (!('isAway' in changes) && !('alter' in changes) && !user) build();
    response.end('{}');
}

async function login(request, response, uid) {
    const cancelled = request.url.endsWith('/cancel');
    if (cancelled) return provider.interactionFinished(request, response, { error: 'access_denied' }, { mergeWithLastSubmission: false });
    let isWrong = false;
    if (request.method === 'POST') {
        const form = new URLSearchParams(await bodyOf(request));
        const user = users[form.get('username')];
        if (user && user.password === form.get('password'))
            return provider.interactionFinished(request, response, { login: { accountId: user.sub } }, { mergeWithLastSubmission: false });
        isWrong = true;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>Sign in to panel</title>${isWrong ? '<p id="input-error">Invalid username or password.</p>' : ''}
<form id="kc-form-login" method="post" action="${realm}/login/${uid}"><input id="username" name="username"><input id="password" name="password" type="password">
<button id="kc-login">Sign in</button></form><a id="cancel" href="${realm}/login/${uid}/cancel">Cancel</a>`);
}

const server = http.createServer(async (request, response) => {
    try {
        if (request.url === '/control') return await control(request, response);
        if (settings.isAway) { response.statusCode = 503; return response.end('away'); }
        const uid = request.url.match(/^\/realms\/panel\/login\/([\w-]+)/)?.[1];
        if (uid) return await login(request, response, uid);
        if (!request.url.startsWith(`${realm}/`)) { response.statusCode = 404; return response.end(); }
        request.originalUrl = request.url;
        request.url = request.url.slice(realm.length);
        answer(request, response);
    } catch (error) {
        console.error(error);
        if (!response.headersSent) response.statusCode = 500;
        response.end(String(error));
    }
});
server.listen(0, '127.0.0.1', () => {
    issuer = `http://127.0.0.1:${server.address().port}${realm}`;
    build();
    console.log(`ready ${issuer}`);
});
process.stdin.on('end', () => process.exit(0)).resume();

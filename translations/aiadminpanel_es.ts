<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>ApiClient</name>
    <message>
        <source>The connection was closed</source>
        <translation>Se cerró la conexión</translation>
    </message>
    <message>
        <source>%1 is not the server itself, it points elsewhere</source>
        <translation>%1 no es el servidor en sí, remite a otro lugar</translation>
    </message>
    <message>
        <source>Use the address it points to if you trust it: %1</source>
        <translation>Use la dirección a la que remite si confía en ella: %1</translation>
    </message>
    <message>
        <source>Use the server&apos;s own address.</source>
        <translation>Use la dirección propia del servidor.</translation>
    </message>
</context>
<context>
    <name>ApiRequest</name>
    <message>
        <source>Not found</source>
        <translation>No encontrado</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an id of this kind</source>
        <translation>«%1» no es un identificador de este tipo</translation>
    </message>
    <message>
        <source>Check that this is the address of an AI Admin Panel server and that its version fits this program.</source>
        <translation>Compruebe que esta es la dirección de un servidor de AI Admin Panel y que su versión es compatible con este programa.</translation>
    </message>
    <message>
        <source>The server&apos;s answer is not understood</source>
        <translation>No se entiende la respuesta del servidor</translation>
    </message>
</context>
<context>
    <name>AuditModel</name>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>To what</source>
        <translation>Sobre qué</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Por qué</translation>
    </message>
</context>
<context>
    <name>AuditPage</name>
    <message>
        <source>Audit log</source>
        <translation>Registro de auditoría</translation>
    </message>
    <message>
        <source>Filter: words, action:services</source>
        <translation>Filtro: palabras, action:services</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Guardar como…</translation>
    </message>
    <message>
        <source>Nothing was done, or tried, in this time.</source>
        <translation>En este periodo no se hizo ni se intentó nada.</translation>
    </message>
    <message>
        <source>No entry matches this filter.</source>
        <translation>Ninguna entrada coincide con este filtro.</translation>
    </message>
    <message>
        <source>What was changed</source>
        <translation>Qué se cambió</translation>
    </message>
    <message>
        <source>Nothing that is stored was changed.</source>
        <translation>No se cambió nada de lo guardado.</translation>
    </message>
    <message>
        <source>Load older entries</source>
        <translation>Cargar entradas anteriores</translation>
    </message>
    <message>
        <source>All by the same</source>
        <translation>Todo de la misma persona</translation>
    </message>
    <message>
        <source>All that was done to it</source>
        <translation>Todo lo que se hizo sobre ello</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Última hora</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>Últimas 24 horas</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Últimos 7 días</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Últimos 30 días</translation>
    </message>
    <message>
        <source>All time</source>
        <translation>Todo el tiempo</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Done and refused</source>
        <translation>Hecho y rechazado</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Rechazado</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Show all entries again</source>
        <translation>Mostrar de nuevo todas las entradas</translation>
    </message>
    <message>
        <source>By %1</source>
        <translation>Por %1</translation>
    </message>
    <message>
        <source>To %1</source>
        <translation>Sobre %1</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>No sin conexión</translation>
    </message>
    <message>
        <source>Your key may not read the audit log.</source>
        <translation>Su clave no puede leer el registro de auditoría.</translation>
    </message>
    <message>
        <source>The audit log could not be loaded.</source>
        <translation>No se pudo cargar el registro de auditoría.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln entries</source>
        <translation>
            <numerusform>%1 de %Ln entrada</numerusform>
            <numerusform>%1 de %Ln entradas</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was refused</source>
        <translation>%1 fue rechazado</translation>
    </message>
    <message>
        <source>By %1 from %2, %3</source>
        <translation>Por %1 desde %2, %3</translation>
    </message>
    <message>
        <source>nobody who is known</source>
        <translation>nadie conocido</translation>
    </message>
    <message>
        <source>the panel itself</source>
        <translation>el propio panel</translation>
    </message>
    <message>
        <source>Request %1</source>
        <translation>Solicitud %1</translation>
    </message>
    <message>
        <source>All by %1</source>
        <translation>Todo de %1</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabla (*.csv)</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>Líneas JSON (*.jsonl)</translation>
    </message>
    <message>
        <source>Save audit log</source>
        <translation>Guardar el registro de auditoría</translation>
    </message>
    <message>
        <source>Saving the audit log…</source>
        <translation>Guardando el registro de auditoría…</translation>
    </message>
    <message>
        <source>The audit log could not be saved.</source>
        <translation>No se pudo guardar el registro de auditoría.</translation>
    </message>
    <message>
        <source>Saved to %1</source>
        <translation>Guardado en %1</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Request %1</source>
        <translation>Solicitud %1</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Copiar detalles</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Descartar</translation>
    </message>
</context>
<context>
    <name>BrowserSignIn</name>
    <message>
        <source>Nobody has signed in</source>
        <translation>Nadie ha iniciado sesión</translation>
    </message>
    <message>
        <source>Begin again when you are ready.</source>
        <translation>Empiece de nuevo cuando esté listo.</translation>
    </message>
    <message>
        <source>The sign-in was given up</source>
        <translation>Se abandonó el inicio de sesión</translation>
    </message>
    <message>
        <source>Desktop</source>
        <translation>Escritorio</translation>
    </message>
    <message>
        <source>This computer lets no program listen: %1</source>
        <translation>Este equipo no permite que ningún programa espere conexiones: %1</translation>
    </message>
    <message>
        <source>There is nothing here.</source>
        <translation>Aquí no hay nada.</translation>
    </message>
    <message>
        <source>The sign-in was cancelled in the browser</source>
        <translation>El inicio de sesión se canceló en el navegador</translation>
    </message>
    <message>
        <source>Cancelled. You may close this page.</source>
        <translation>Cancelado. Puede cerrar esta página.</translation>
    </message>
    <message>
        <source>Signed in. You may close this page and go back to AI Admin Panel.</source>
        <translation>Sesión iniciada. Puede cerrar esta página y volver a AI Admin Panel.</translation>
    </message>
</context>
<context>
    <name>CacheFile</name>
    <message>
        <source>%1 cannot be written</source>
        <translation>No se puede escribir %1</translation>
    </message>
</context>
<context>
    <name>CertificateTrust</name>
    <message>
        <source>%1 shows another certificate than the one you trusted</source>
        <translation>%1 muestra un certificado distinto del que usted aceptó</translation>
    </message>
    <message>
        <source>Ask whoever runs the server whether it was renewed, then compare the fingerprint %1 and trust it again.</source>
        <translation>Pregunte a quien administra el servidor si se renovó, compare después la huella %1 y acéptela de nuevo.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not trusted: %2</source>
        <translation>El certificado de %1 no es de confianza: %2</translation>
    </message>
    <message>
        <source>unknown reason</source>
        <translation>motivo desconocido</translation>
    </message>
    <message>
        <source>If this is your own server, compare the fingerprint %1 with the one on the server and trust it for this profile.</source>
        <translation>Si este es su propio servidor, compare la huella %1 con la del servidor y acéptela para este perfil.</translation>
    </message>
</context>
<context>
    <name>ChangeModel</name>
    <message>
        <source>(empty)</source>
        <translation>(vacío)</translation>
    </message>
    <message>
        <source>(secret)</source>
        <translation>(secreto)</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Cambio</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Antes</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Después</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>Comandos</translation>
    </message>
    <message>
        <source>Find an action, service or template</source>
        <translation>Buscar una acción, un servicio o una plantilla</translation>
    </message>
    <message>
        <source>Nothing is called that.</source>
        <translation>Nada se llama así.</translation>
    </message>
</context>
<context>
    <name>ComposeForm</name>
    <message>
        <source>Compose file</source>
        <translation>Archivo Compose</translation>
    </message>
    <message>
        <source>Ctrl+Tab leaves the editor</source>
        <translation>Ctrl+Tab sale del editor</translation>
    </message>
    <message>
        <source>Open file…</source>
        <translation>Abrir archivo…</translation>
    </message>
    <message>
        <source>Compose file *</source>
        <translation>Archivo Compose *</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>Variables</translation>
    </message>
    <message>
        <source>Values for ${NAME} in the file, one NAME=value a line.</source>
        <translation>Valores para ${NAME} en el archivo, un NAME=valor por línea.</translation>
    </message>
    <message>
        <source>Open Compose file</source>
        <translation>Abrir archivo Compose</translation>
    </message>
    <message>
        <source>Compose files (*.yaml *.yml);;All files (*)</source>
        <translation>Archivos Compose (*.yaml *.yml);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>The file is larger than 1 MiB.</source>
        <translation>El archivo supera 1 MiB.</translation>
    </message>
    <message>
        <source>The file cannot be read: %1</source>
        <translation>No se puede leer el archivo: %1</translation>
    </message>
    <message numerus="yes">
        <source>Compose file of %Ln line(s)</source>
        <translation>
            <numerusform>Archivo Compose de %Ln línea</numerusform>
            <numerusform>Archivo Compose de %Ln líneas</numerusform>
        </translation>
    </message>
    <message>
        <source>Paste a Compose file or open one.</source>
        <translation>Pegue un archivo Compose o abra uno.</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>Línea %1: %2</translation>
    </message>
</context>
<context>
    <name>ConnectDialog</name>
    <message>
        <source>Forget server</source>
        <translation>Olvidar servidor</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Conectar</translation>
    </message>
    <message>
        <source>Sign in with the browser</source>
        <translation>Iniciar sesión con el navegador</translation>
    </message>
    <message>
        <source>Connect to a server</source>
        <translation>Conectar con un servidor</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>Servidores</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Use this computer</source>
        <translation>Usar este equipo</translation>
    </message>
    <message>
        <source>Starts a server on this computer and connects to it. It needs no address and no key, and ends together with this window; the services you deploy keep running and are there again the next time.</source>
        <translation>Inicia un servidor en este equipo y se conecta a él. No necesita dirección ni clave y termina junto con esta ventana; los servicios que despliegue siguen en marcha y la próxima vez estarán ahí.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>Clave de API</translation>
    </message>
    <message>
        <source>Same as the address</source>
        <translation>Igual que la dirección</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Over http the key crosses the network readable for everyone. Use https.</source>
        <translation>Por http la clave cruza la red a la vista de todos. Use https.</translation>
    </message>
    <message>
        <source>Or</source>
        <translation>O bien</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Este equipo</translation>
    </message>
    <message>
        <source>New server</source>
        <translation>Servidor nuevo</translation>
    </message>
    <message>
        <source>Start and connect</source>
        <translation>Iniciar y conectar</translation>
    </message>
    <message>
        <source>Kept in memory until this program ends: no keychain is open.</source>
        <translation>Se guarda en memoria hasta que termine este programa: no hay ningún llavero abierto.</translation>
    </message>
    <message>
        <source>Kept in the system&apos;s keychain.</source>
        <translation>Se guarda en el llavero del sistema.</translation>
    </message>
    <message>
        <source>A new server writes its first key into the file bootstrap.key of its data directory.</source>
        <translation>Un servidor nuevo escribe su primera clave en el archivo bootstrap.key de su directorio de datos.</translation>
    </message>
    <message>
        <source>Forget %1? Its key is removed from the keychain, and what was kept of it for working offline. The server itself stays as it is.</source>
        <translation>¿Olvidar %1? Se quita su clave del llavero y lo que se guardó de él para trabajar sin conexión. El servidor en sí queda como está.</translation>
    </message>
    <message>
        <source>The keychain could not be opened. If it has a key for %1, that key stays in it.</source>
        <translation>No se pudo abrir el llavero. Si tiene una clave para %1, esa clave permanece en él.</translation>
    </message>
    <message>
        <source>The keychain has no key for this server, or is locked. Enter the key again.</source>
        <translation>El llavero no tiene clave para este servidor o está bloqueado. Escriba la clave de nuevo.</translation>
    </message>
    <message>
        <source>The server shows another certificate than the one you trusted. It may have been renewed, or it is another server.</source>
        <translation>El servidor muestra un certificado distinto del que usted aceptó. Puede que se haya renovado o que sea otro servidor.</translation>
    </message>
    <message>
        <source>The system does not trust this server&apos;s certificate: %1</source>
        <translation>El sistema no confía en el certificado de este servidor: %1</translation>
    </message>
    <message>
        <source>unknown reason</source>
        <translation>motivo desconocido</translation>
    </message>
    <message>
        <source>Unknown certificate</source>
        <translation>Certificado desconocido</translation>
    </message>
    <message>
        <source>For %1
From %2
Valid until %3

SHA-256 %4

Trust it only when this is what the server&apos;s own certificate has.</source>
        <translation>Para %1
De %2
Válido hasta %3

SHA-256 %4

Acéptelo solo si el certificado propio del servidor tiene exactamente esta huella.</translation>
    </message>
    <message>
        <source>Trust this certificate</source>
        <translation>Confiar en este certificado</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Conectando…</translation>
    </message>
    <message>
        <source>The connection failed.</source>
        <translation>La conexión ha fallado.</translation>
    </message>
    <message>
        <source>The address %1.</source>
        <translation>La dirección %1.</translation>
    </message>
    <message>
        <source>The browser could not be opened.</source>
        <translation>No se pudo abrir el navegador.</translation>
    </message>
    <message>
        <source>Your browser asks whether this program may sign in. Answer there.</source>
        <translation>Su navegador pregunta si este programa puede iniciar sesión. Responda allí.</translation>
    </message>
    <message>
        <source>The sign-in failed.</source>
        <translation>El inicio de sesión ha fallado.</translation>
    </message>
    <message>
        <source>A key is needed to connect.</source>
        <translation>Hace falta una clave para conectar.</translation>
    </message>
    <message>
        <source>The server does not know this key.</source>
        <translation>El servidor no conoce esta clave.</translation>
    </message>
</context>
<context>
    <name>DeleteDialog</name>
    <message>
        <source>Delete %1</source>
        <translation>Eliminar %1</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n services</source>
        <translation>
            <numerusform>Eliminar %n servicio</numerusform>
            <numerusform>Eliminar %n servicios</numerusform>
        </translation>
    </message>
    <message>
        <source>The programs are stopped and the name is free at once. Data is kept in the server&apos;s trash for some days, then it is gone. Nobody can reach the address any more.</source>
        <translation>Los programas se detienen y el nombre queda libre al instante. Los datos se conservan unos días en la papelera del servidor y después desaparecen. Nadie puede acceder ya a la dirección.</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>y %n más</numerusform>
            <numerusform>y %n más</numerusform>
        </translation>
    </message>
    <message>
        <source>Type %1 to confirm</source>
        <translation>Escriba %1 para confirmar</translation>
    </message>
    <message numerus="yes">
        <source>Type %n to confirm</source>
        <translation>
            <numerusform>Escriba %n para confirmar</numerusform>
            <numerusform>Escriba %n para confirmar</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Delete service</source>
        <translation>Eliminar servicio</translation>
    </message>
</context>
<context>
    <name>DeployDialog</name>
    <message>
        <source>Engine</source>
        <translation>Motor</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Deploy service</source>
        <translation>Desplegar servicio</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>This is what you typed the last time. What may be secret was not kept.</source>
        <translation>Esto es lo que escribió la última vez. Lo que puede ser secreto no se guardó.</translation>
    </message>
    <message>
        <source>Start anew</source>
        <translation>Empezar de nuevo</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>What do you want to deploy?</source>
        <translation>¿Qué desea desplegar?</translation>
    </message>
    <message>
        <source>Deploy %1</source>
        <translation>Desplegar %1</translation>
    </message>
    <message>
        <source>This is what will happen</source>
        <translation>Esto es lo que ocurrirá</translation>
    </message>
    <message>
        <source>Deploying %1</source>
        <translation>Desplegando %1</translation>
    </message>
    <message>
        <source>You may close this; the deployment goes on</source>
        <translation>Puede cerrar esto; el despliegue continúa</translation>
    </message>
    <message>
        <source>Nothing has been changed yet</source>
        <translation>Todavía no se ha cambiado nada</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Revisar</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>Abrir en el navegador</translation>
    </message>
    <message>
        <source>Show service</source>
        <translation>Mostrar servicio</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>No sin conexión</translation>
    </message>
    <message>
        <source>Look at what is marked below.</source>
        <translation>Revise lo que está marcado abajo.</translation>
    </message>
    <message>
        <source>The template could not be loaded.</source>
        <translation>No se pudo cargar la plantilla.</translation>
    </message>
    <message>
        <source>The server does not accept this yet.</source>
        <translation>El servidor aún no acepta esto.</translation>
    </message>
    <message>
        <source>The service was not created.</source>
        <translation>El servicio no se creó.</translation>
    </message>
    <message>
        <source>%1 is running</source>
        <translation>%1 está en marcha</translation>
    </message>
    <message>
        <source>The deployment of %1 was cancelled</source>
        <translation>Se canceló el despliegue de %1</translation>
    </message>
    <message>
        <source>%1 could not be deployed</source>
        <translation>No se pudo desplegar %1</translation>
    </message>
</context>
<context>
    <name>DeploymentModel</name>
    <message>
        <source>Live</source>
        <translation>Activo</translation>
    </message>
    <message>
        <source>%1, as revision %2</source>
        <translation>%1, como revisión %2</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revisión</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Cambiado</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Inicio</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Duración</translation>
    </message>
</context>
<context>
    <name>DeploymentsTab</name>
    <message>
        <source>Deployments</source>
        <translation>Despliegues</translation>
    </message>
    <message>
        <source>No deployments are kept.</source>
        <translation>No se conserva ningún despliegue.</translation>
    </message>
    <message>
        <source>Changed variables</source>
        <translation>Variables cambiadas</translation>
    </message>
    <message>
        <source>No variable was changed by this deployment.</source>
        <translation>Este despliegue no cambió ninguna variable.</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>Revertir…</translation>
    </message>
    <message>
        <source>Show operation</source>
        <translation>Mostrar operación</translation>
    </message>
    <message>
        <source>The deployments could not be loaded.</source>
        <translation>No se pudieron cargar los despliegues.</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiado</translation>
    </message>
    <message>
        <source>Commit %1</source>
        <translation>Commit %1</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>No sin conexión</translation>
    </message>
    <message>
        <source>This key lacks the permission services.deploy</source>
        <translation>A esta clave le falta el permiso services.deploy</translation>
    </message>
    <message>
        <source>This revision runs already</source>
        <translation>Esta revisión ya está en marcha</translation>
    </message>
    <message>
        <source>Only what has succeeded can be brought back</source>
        <translation>Solo se puede recuperar lo que tuvo éxito</translation>
    </message>
    <message>
        <source>Shows first what would change</source>
        <translation>Muestra primero qué cambiaría</translation>
    </message>
    <message>
        <source>Select a deployment to see what it changed.</source>
        <translation>Seleccione un despliegue para ver qué cambió.</translation>
    </message>
    <message>
        <source>This is the first deployment. There is nothing before it to compare with.</source>
        <translation>Este es el primer despliegue. No hay nada anterior con que compararlo.</translation>
    </message>
</context>
<context>
    <name>Download</name>
    <message>
        <source>The server has sent nothing for a minute</source>
        <translation>El servidor no ha enviado nada durante un minuto</translation>
    </message>
    <message>
        <source>Try again; if it stays so, look at the server&apos;s load and its log.</source>
        <translation>Inténtelo de nuevo; si persiste, mire la carga y el registro del servidor.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>No se puede escribir %1: %2</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Elija otra carpeta.</translation>
    </message>
    <message>
        <source>Make room, or choose another folder.</source>
        <translation>Libere espacio o elija otra carpeta.</translation>
    </message>
</context>
<context>
    <name>EventStream</name>
    <message>
        <source>The server has been silent too long.</source>
        <translation>El servidor lleva demasiado tiempo en silencio.</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message numerus="yes">
        <source>%1 did not answer within %n s</source>
        <translation>
            <numerusform>%1 no respondió en %n s</numerusform>
            <numerusform>%1 no respondió en %n s</numerusform>
        </translation>
    </message>
    <message>
        <source>Try again; if it stays so, look at the server&apos;s load and its log.</source>
        <translation>Inténtelo de nuevo; si persiste, mire la carga y el registro del servidor.</translation>
    </message>
    <message>
        <source>The connection was closed</source>
        <translation>Se cerró la conexión</translation>
    </message>
    <message>
        <source>The server&apos;s answer is larger than %1 MiB</source>
        <translation>La respuesta del servidor supera %1 MiB</translation>
    </message>
    <message>
        <source>Ask for less at once, for example with a filter.</source>
        <translation>Pida menos de una vez, por ejemplo con un filtro.</translation>
    </message>
</context>
<context>
    <name>FilterCompleter</name>
    <message>
        <source>Completions of the filter</source>
        <translation>Sugerencias del filtro</translation>
    </message>
</context>
<context>
    <name>GitForm</name>
    <message>
        <source>The repository&apos;s default branch</source>
        <translation>La rama predeterminada del repositorio</translation>
    </message>
    <message>
        <source>The top of the repository</source>
        <translation>La raíz del repositorio</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>Repositorio</translation>
    </message>
    <message>
        <source>With a compose.yaml or a Dockerfile in it; the server fetches and builds it.</source>
        <translation>Con un compose.yaml o un Dockerfile dentro; el servidor lo descarga y lo compila.</translation>
    </message>
    <message>
        <source>Branch, tag or commit</source>
        <translation>Rama, etiqueta o commit</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Nombre de usuario</translation>
    </message>
    <message>
        <source>Password, token or ssh key</source>
        <translation>Contraseña, token o clave ssh</translation>
    </message>
    <message>
        <source>Only for repositories that need one; for ssh a private key without a passphrase. It is stored encrypted and never shown again.</source>
        <translation>Solo para repositorios que lo necesiten; para ssh, una clave privada sin frase de contraseña. Se guarda cifrado y no se vuelve a mostrar.</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 en %2</translation>
    </message>
</context>
<context>
    <name>ImageForm</name>
    <message>
        <source>Image</source>
        <translation>Imagen</translation>
    </message>
    <message>
        <source>Name and tag, with its registry in front when it is not Docker Hub.</source>
        <translation>Nombre y etiqueta, precedidos de su registro si no es Docker Hub.</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Puertos</translation>
    </message>
    <message>
        <source>Separated by commas: 80 gets a free port of the host, 8080:80 that one, 53:53/udp for UDP.</source>
        <translation>Separados por comas: 80 recibe un puerto libre del host, 8080:80 ese mismo, 53:53/udp para UDP.</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Entorno</translation>
    </message>
    <message>
        <source>One NAME=value a line. Names with PASSWORD, SECRET, TOKEN or KEY are kept as secrets.</source>
        <translation>Un NAME=valor por línea. Los nombres con PASSWORD, SECRET, TOKEN o KEY se guardan como secretos.</translation>
    </message>
</context>
<context>
    <name>LocalServer</name>
    <message>
        <source>The server program could not be started: %1</source>
        <translation>No se pudo iniciar el programa del servidor: %1</translation>
    </message>
    <message>
        <source>The server program aiadminpaneld is not installed on this computer.</source>
        <translation>El programa del servidor aiadminpaneld no está instalado en este equipo.</translation>
    </message>
    <message>
        <source>The server&apos;s key %1 cannot be read.</source>
        <translation>No se puede leer la clave %1 del servidor.</translation>
    </message>
    <message>
        <source>Another server uses the data of this computer already. End it, or connect to it by its address.</source>
        <translation>Otro servidor ya usa los datos de este equipo. Ciérrelo o conéctese a él por su dirección.</translation>
    </message>
    <message>
        <source>The server on this computer ended with code %1. %2</source>
        <translation>El servidor de este equipo terminó con el código %1. %2</translation>
    </message>
</context>
<context>
    <name>LogBar</name>
    <message>
        <source>Previous match</source>
        <translation>Coincidencia anterior</translation>
    </message>
    <message>
        <source>Previous match (Shift+N)</source>
        <translation>Coincidencia anterior (Mayús+N)</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Coincidencia siguiente</translation>
    </message>
    <message>
        <source>Next match (N)</source>
        <translation>Coincidencia siguiente (N)</translation>
    </message>
    <message>
        <source>Only matches</source>
        <translation>Solo coincidencias</translation>
    </message>
    <message>
        <source>Show only the lines that match</source>
        <translation>Mostrar solo las líneas que coinciden</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Seguir</translation>
    </message>
    <message>
        <source>Keep the newest line in view (F)</source>
        <translation>Mantener a la vista la línea más reciente (F)</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Horas</translation>
    </message>
    <message>
        <source>When each line was written (T)</source>
        <translation>Cuándo se escribió cada línea (T)</translation>
    </message>
    <message>
        <source>Wrap</source>
        <translation>Ajustar</translation>
    </message>
    <message>
        <source>Break long lines (W)</source>
        <translation>Dividir las líneas largas (W)</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>Componentes</translation>
    </message>
    <message>
        <source>Which components and streams are shown</source>
        <translation>Qué componentes y salidas se muestran</translation>
    </message>
    <message>
        <source>Find in the log</source>
        <translation>Buscar en el registro</translation>
    </message>
    <message>
        <source>Text or a regular expression (/)</source>
        <translation>Texto o una expresión regular (/)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Save lines to a file (E)</source>
        <translation>Guardar líneas en un archivo (E)</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Limpiar</translation>
    </message>
    <message>
        <source>Take these lines away; the server keeps them (C)</source>
        <translation>Quitar estas líneas; el servidor las conserva (C)</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Todas las líneas</translation>
    </message>
    <message>
        <source>Only lines that match</source>
        <translation>Solo las líneas que coinciden</translation>
    </message>
    <message>
        <source>With 2 lines around each</source>
        <translation>Con 2 líneas alrededor de cada una</translation>
    </message>
    <message>
        <source>With 10 lines around each</source>
        <translation>Con 10 líneas alrededor de cada una</translation>
    </message>
    <message>
        <source>Save what is shown…</source>
        <translation>Guardar lo que se muestra…</translation>
    </message>
    <message>
        <source>Save selection…</source>
        <translation>Guardar la selección…</translation>
    </message>
    <message>
        <source>Save whole log…</source>
        <translation>Guardar todo el registro…</translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%1 de %2 líneas</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Buscando…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s)…</source>
        <translation>
            <numerusform>%Ln línea…</numerusform>
            <numerusform>%Ln líneas…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln línea</numerusform>
            <numerusform>%Ln líneas</numerusform>
        </translation>
    </message>
    <message>
        <source>No times</source>
        <translation>Sin horas</translation>
    </message>
    <message>
        <source>Local time</source>
        <translation>Hora local</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>How long ago</source>
        <translation>Hace cuánto</translation>
    </message>
    <message>
        <source>No component</source>
        <translation>Sin componente</translation>
    </message>
    <message>
        <source>Standard output</source>
        <translation>Salida estándar</translation>
    </message>
    <message>
        <source>Standard error</source>
        <translation>Salida de errores</translation>
    </message>
    <message>
        <source>The panel&apos;s own lines</source>
        <translation>Líneas propias del panel</translation>
    </message>
</context>
<context>
    <name>LogExport</name>
    <message>
        <source>Save log</source>
        <translation>Guardar registro</translation>
    </message>
    <message>
        <source>The log could not be saved.</source>
        <translation>No se pudo guardar el registro.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>No se puede escribir %1: %2</translation>
    </message>
    <message>
        <source>Choose another folder, or make room.</source>
        <translation>Elija otra carpeta o libere espacio.</translation>
    </message>
    <message>
        <source>Saved %1 to %2</source>
        <translation>%1 guardado en %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) are missing here</source>
        <translation>
            <numerusform>Falta %Ln línea aquí</numerusform>
            <numerusform>Faltan %Ln líneas aquí</numerusform>
        </translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>sin cargar</translation>
    </message>
    <message>
        <source>Saving the log of %1…</source>
        <translation>Guardando el registro de %1…</translation>
    </message>
</context>
<context>
    <name>LogPane</name>
    <message>
        <source>The log could not be loaded.</source>
        <translation>No se pudo cargar el registro.</translation>
    </message>
    <message>
        <source>Older lines could not be loaded.</source>
        <translation>No se pudieron cargar las líneas anteriores.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>The log may not be read with this key.</source>
        <translation>El registro no se puede leer con esta clave.</translation>
    </message>
    <message>
        <source>Too long to look for</source>
        <translation>Demasiado largo para buscarlo</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message numerus="yes">
        <source>%Ln line(s) are missing here</source>
        <translation>
            <numerusform>Falta %Ln línea aquí</numerusform>
            <numerusform>Faltan %Ln líneas aquí</numerusform>
        </translation>
    </message>
    <message>
        <source>  … %1 more</source>
        <translation>  … %1 más</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Líneas del registro</translation>
    </message>
    <message numerus="yes">
        <source>%Ln new line(s)</source>
        <translation>
            <numerusform>%Ln línea nueva</numerusform>
            <numerusform>%Ln líneas nuevas</numerusform>
        </translation>
    </message>
    <message>
        <source>No line matches.</source>
        <translation>Ninguna línea coincide.</translation>
    </message>
    <message>
        <source>Cleared. New lines appear here as the service writes them.</source>
        <translation>Limpiado. Las líneas nuevas aparecen aquí a medida que el servicio las escribe.</translation>
    </message>
    <message>
        <source>No lines yet. They appear here as the service writes them.</source>
        <translation>Todavía no hay líneas. Aparecen aquí a medida que el servicio las escribe.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Seleccionar todo</translation>
    </message>
    <message>
        <source>Remove bookmark</source>
        <translation>Quitar marcador</translation>
    </message>
    <message>
        <source>Bookmark this line</source>
        <translation>Marcar esta línea</translation>
    </message>
    <message>
        <source>Next bookmark</source>
        <translation>Marcador siguiente</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Limpiar</translation>
    </message>
    <message>
        <source>Show cleared lines</source>
        <translation>Mostrar las líneas limpiadas</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Este equipo</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Sin conexión</translation>
    </message>
    <message>
        <source>The server on this computer does not run.</source>
        <translation>El servidor de este equipo no está en marcha.</translation>
    </message>
    <message>
        <source>Choose a server</source>
        <translation>Elegir un servidor</translation>
    </message>
    <message>
        <source>No keychain is open on this system. The key is kept in memory until this program ends.</source>
        <translation>En este sistema no hay ningún llavero abierto. La clave se guarda en memoria hasta que termine este programa.</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>Connect to another server…</source>
        <translation>Conectar con otro servidor…</translation>
    </message>
    <message>
        <source>Use this computer</source>
        <translation>Usar este equipo</translation>
    </message>
    <message>
        <source>Sign out of this server</source>
        <translation>Cerrar sesión en este servidor</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Atajos de teclado</translation>
    </message>
    <message>
        <source>About AI Admin Panel</source>
        <translation>Acerca de AI Admin Panel</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>The server is version %1.</source>
        <translation>El servidor tiene la versión %1.</translation>
    </message>
    <message>
        <source>AI Admin Panel %1</source>
        <translation>AI Admin Panel %1</translation>
    </message>
    <message>
        <source>Deploy and operate services on your own machines. %1

Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Desplegar y operar servicios en sus propias máquinas. %1

Software libre bajo la Licencia Pública General de GNU, versión 3 o posterior.</translation>
    </message>
    <message>
        <source>%1 (Alt+%2)</source>
        <translation>%1 (Alt+%2)</translation>
    </message>
    <message>
        <source>%1/%2 requests</source>
        <translation>%1/%2 solicitudes</translation>
    </message>
    <message>
        <source>What is left of this minute&apos;s requests</source>
        <translation>Lo que queda de las solicitudes de este minuto</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Acción</translation>
    </message>
    <message numerus="yes">
        <source>%n service(s)</source>
        <translation>
            <numerusform>%n servicio</numerusform>
            <numerusform>%n servicios</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Deploy service</source>
        <translation>Desplegar servicio</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Ir a %1</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>Cargar de nuevo</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Servicio</translation>
    </message>
    <message>
        <source>Deploy %1</source>
        <translation>Desplegar %1</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Plantilla</translation>
    </message>
    <message>
        <source>The server&apos;s catalog has no template %1. Its operator can put the file into a folder of templates.</source>
        <translation>El catálogo del servidor no tiene la plantilla %1. Quien lo administra puede poner el archivo en una carpeta de plantillas.</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <translation>Conectando con %1…</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>No sin conexión</translation>
    </message>
    <message>
        <source>You are still signed in: the server could not be told.</source>
        <translation>Su sesión sigue abierta: no se pudo avisar al servidor.</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Sesión cerrada</translation>
    </message>
    <message>
        <source>The key is gone from this computer. It was entered by hand, so on the server it goes on working until it is revoked.</source>
        <translation>La clave se ha quitado de este equipo. Se introdujo a mano, así que en el servidor sigue valiendo hasta que se revoque.</translation>
    </message>
    <message>
        <source>Signed out. The key has ended on the server.</source>
        <translation>Sesión cerrada. La clave ya no vale en el servidor.</translation>
    </message>
    <message>
        <source>The keychain could not be opened. If it has the key, it stays in it.</source>
        <translation>No se pudo abrir el llavero. Si tiene la clave, esta permanece en él.</translation>
    </message>
    <message>
        <source>Starting a server on this computer…</source>
        <translation>Iniciando un servidor en este equipo…</translation>
    </message>
    <message>
        <source>No server</source>
        <translation>Sin servidor</translation>
    </message>
    <message>
        <source>Server: %1</source>
        <translation>Servidor: %1</translation>
    </message>
    <message>
        <source>%1 (connecting) – AI Admin Panel</source>
        <translation>%1 (conectando) – AI Admin Panel</translation>
    </message>
    <message>
        <source>The server does not know this key any more.</source>
        <translation>El servidor ya no conoce esta clave.</translation>
    </message>
    <message>
        <source>The server cannot be trusted any more.</source>
        <translation>Ya no se puede confiar en el servidor.</translation>
    </message>
    <message>
        <source>The server&apos;s data could not be loaded.</source>
        <translation>No se pudieron cargar los datos del servidor.</translation>
    </message>
    <message>
        <source>Choose a server…</source>
        <translation>Elegir un servidor…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>Not connected to %1</source>
        <translation>Sin conexión con %1</translation>
    </message>
    <message>
        <source>Nothing more is kept for working offline: %1. Everything else goes on as before.</source>
        <translation>Ya no se guarda nada para trabajar sin conexión: %1. Todo lo demás sigue como antes.</translation>
    </message>
    <message>
        <source>%1 – AI Admin Panel</source>
        <translation>%1 – AI Admin Panel</translation>
    </message>
    <message>
        <source>%1 (offline) – AI Admin Panel</source>
        <translation>%1 (sin conexión) – AI Admin Panel</translation>
    </message>
    <message>
        <source>Connected to %1 with the key %2 (%3)</source>
        <translation>Conectado a %1 con la clave %2 (%3)</translation>
    </message>
    <message>
        <source>Offline, as of %1 (%2); connecting again by itself</source>
        <translation>Sin conexión, datos de %1 (%2); se reconecta automáticamente</translation>
    </message>
</context>
<context>
    <name>NetworkError</name>
    <message>
        <source>Nothing answers at %1</source>
        <translation>Nada responde en %1</translation>
    </message>
    <message>
        <source>Check that the server is running and that the port is right.</source>
        <translation>Compruebe que el servidor está en marcha y que el puerto es correcto.</translation>
    </message>
    <message>
        <source>There is no computer named %1</source>
        <translation>No hay ningún equipo llamado %1</translation>
    </message>
    <message>
        <source>Check the spelling of the address and your network.</source>
        <translation>Compruebe la dirección escrita y su red.</translation>
    </message>
    <message>
        <source>%1 closed the connection before it answered</source>
        <translation>%1 cerró la conexión antes de responder</translation>
    </message>
    <message>
        <source>The server may be restarting; try again in a moment.</source>
        <translation>Puede que el servidor se esté reiniciando; inténtelo de nuevo en un momento.</translation>
    </message>
    <message>
        <source>%1 did not answer in time</source>
        <translation>%1 no respondió a tiempo</translation>
    </message>
    <message>
        <source>Check your network and whether a firewall is in between.</source>
        <translation>Compruebe su red y si hay un cortafuegos en medio.</translation>
    </message>
    <message>
        <source>No secure connection to %1 could be made: %2</source>
        <translation>No se pudo establecer una conexión segura con %1: %2</translation>
    </message>
    <message>
        <source>Check that the server speaks https on this port.</source>
        <translation>Compruebe que el servidor habla https en este puerto.</translation>
    </message>
    <message>
        <source>%1 cannot be reached: %2</source>
        <translation>No se puede llegar a %1: %2</translation>
    </message>
    <message>
        <source>Check your network and try again.</source>
        <translation>Compruebe su red e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The connection to %1 failed: %2</source>
        <translation>La conexión con %1 ha fallado: %2</translation>
    </message>
    <message>
        <source>Check that this is the address of an AI Admin Panel server.</source>
        <translation>Compruebe que esta es la dirección de un servidor de AI Admin Panel.</translation>
    </message>
</context>
<context>
    <name>NewsWatch</name>
    <message>
        <source>%1: %2 has succeeded</source>
        <translation>%1: %2 ha terminado bien</translation>
    </message>
    <message>
        <source>%1: %2 was cancelled</source>
        <translation>%1: %2 se canceló</translation>
    </message>
    <message>
        <source>%1: %2 has failed</source>
        <translation>%1: %2 ha fallado</translation>
    </message>
    <message>
        <source>%1 has failed</source>
        <translation>%1 ha fallado</translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
</context>
<context>
    <name>OperationModel</name>
    <message>
        <source>Operation</source>
        <translation>Operación</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Servicio</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progreso</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Qué ocurre</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Inicio</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Duración</translation>
    </message>
</context>
<context>
    <name>OperationView</name>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Pasos</translation>
    </message>
    <message>
        <source>No steps yet.</source>
        <translation>Todavía no hay pasos.</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>Diario</translation>
    </message>
    <message>
        <source>Cancel operation</source>
        <translation>Cancelar operación</translation>
    </message>
    <message>
        <source>Show service</source>
        <translation>Mostrar servicio</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progreso</translation>
    </message>
    <message>
        <source>The journal is empty.</source>
        <translation>El diario está vacío.</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Copiar detalles</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>What is done to which service: &quot;Deploy shop&quot;</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>took %1, by %2, %3</source>
        <extracomment>How long an operation took or has been running, who began it and when</extracomment>
        <translation>duró %1, por %2, %3</translation>
    </message>
    <message>
        <source>for %1, by %2, %3</source>
        <translation>desde hace %1, por %2, %3</translation>
    </message>
    <message>
        <source>Must end by %1</source>
        <translation>Debe terminar antes de %1</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>No sin conexión</translation>
    </message>
    <message>
        <source>The last good state comes back</source>
        <translation>Vuelve el último estado bueno</translation>
    </message>
    <message>
        <source>This key lacks the permission operations.cancel</source>
        <translation>A esta clave le falta el permiso operations.cancel</translation>
    </message>
    <message>
        <source>The journal could not be loaded.</source>
        <translation>No se pudo cargar el diario.</translation>
    </message>
    <message numerus="yes">
        <source>… %Ln entries are left out …</source>
        <translation>
            <numerusform>… se omite %Ln entrada …</numerusform>
            <numerusform>… se omiten %Ln entradas …</numerusform>
        </translation>
    </message>
    <message>
        <source>The operation could not be cancelled.</source>
        <translation>No se pudo cancelar la operación.</translation>
    </message>
</context>
<context>
    <name>OperationsPage</name>
    <message>
        <source>Operations</source>
        <translation>Operaciones</translation>
    </message>
    <message>
        <source>Filter: words, status:failed</source>
        <translation>Filtro: palabras, status:failed</translation>
    </message>
    <message>
        <source>Nothing has been done yet. Deployments, starts and stops appear here.</source>
        <translation>Aún no se ha hecho nada. Los despliegues, inicios y paradas aparecen aquí.</translation>
    </message>
    <message>
        <source>No operation matches this filter.</source>
        <translation>Ninguna operación coincide con este filtro.</translation>
    </message>
    <message>
        <source>The operations could not be loaded.</source>
        <translation>No se pudieron cargar las operaciones.</translation>
    </message>
</context>
<context>
    <name>OverviewTab</name>
    <message>
        <source>Overview</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Salud</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Origen</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Motor</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revisión</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Almacenamiento</translation>
    </message>
    <message>
        <source>Deployed</source>
        <translation>Desplegado</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Creado</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Operación</translation>
    </message>
    <message>
        <source>Latest operation</source>
        <translation>Última operación</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Show the latest</source>
        <translation>Mostrar la última</translation>
    </message>
</context>
<context>
    <name>PanelPage</name>
    <message>
        <source>Back to the list (Esc)</source>
        <translation>Volver a la lista (Esc)</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtro</translation>
    </message>
    <message>
        <source>Choose a server…</source>
        <translation>Elegir un servidor…</translation>
    </message>
</context>
<context>
    <name>PlanView</name>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Servicio</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Origen</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Motor</translation>
    </message>
    <message>
        <source>CPU limit</source>
        <translation>Límite de CPU</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>Memory limit</source>
        <translation>Límite de memoria</translation>
    </message>
    <message>
        <source>Volumes</source>
        <translation>Volúmenes</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>Componentes</translation>
    </message>
    <message>
        <source>Ports: %1</source>
        <translation>Puertos: %1</translation>
    </message>
    <message>
        <source>From the host&apos;s packages: %1</source>
        <translation>De los paquetes del host: %1</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>Variables</translation>
    </message>
    <message>
        <source>Secret, stored encrypted</source>
        <translation>Secreto, guardado cifrado</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>Vacío</translation>
    </message>
</context>
<context>
    <name>RecordTable</name>
    <message>
        <source>Clear filter</source>
        <translation>Quitar filtro</translation>
    </message>
</context>
<context>
    <name>RollbackDialog</name>
    <message>
        <source>What changes</source>
        <translation>Qué cambia</translation>
    </message>
    <message>
        <source>All variables stay as they are.</source>
        <translation>Todas las variables quedan como están.</translation>
    </message>
    <message>
        <source>Roll back to revision %1</source>
        <translation>Revertir a la revisión %1</translation>
    </message>
    <message>
        <source>Roll back %1</source>
        <translation>Revertir %1</translation>
    </message>
    <message>
        <source>Deployed %1 by %2. It becomes a new revision; what runs now keeps running until that one is healthy.</source>
        <translation>Desplegado %1 por %2. Se convierte en una revisión nueva; lo que está en marcha continúa hasta que esa esté sana.</translation>
    </message>
    <message>
        <source>Whole plan</source>
        <translation>Plan completo</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Roll back %1 to revision %2</source>
        <translation>Revertir %1 a la revisión %2</translation>
    </message>
    <message>
        <source>This deployment cannot be brought back.</source>
        <translation>Este despliegue no se puede recuperar.</translation>
    </message>
    <message>
        <source>What runs now could not be loaded.</source>
        <translation>No se pudo cargar lo que está en marcha.</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>No sin conexión</translation>
    </message>
    <message>
        <source>The rollback did not start.</source>
        <translation>La reversión no ha empezado.</translation>
    </message>
</context>
<context>
    <name>ServerAddress</name>
    <message>
        <source>is required, for example https://panel.example.com</source>
        <translation>es obligatoria, por ejemplo https://panel.example.com</translation>
    </message>
    <message>
        <source>is no address; write it like https://panel.example.com</source>
        <translation>no es válida; escríbala como https://panel.example.com</translation>
    </message>
    <message>
        <source>must begin with http:// or https://</source>
        <translation>debe empezar por http:// o https://</translation>
    </message>
    <message>
        <source>must not hold a user or password; the key goes below</source>
        <translation>no debe llevar usuario ni contraseña; la clave va más abajo</translation>
    </message>
    <message>
        <source>must end after the host, the port or a path</source>
        <translation>debe terminar tras el host, el puerto o una ruta</translation>
    </message>
</context>
<context>
    <name>ServiceActions</name>
    <message>
        <source>Start</source>
        <translation>Iniciar</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Reiniciar</translation>
    </message>
    <message>
        <source>Deploy again</source>
        <translation>Desplegar de nuevo</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Copiar dirección</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Eliminar</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>No sin conexión</translation>
    </message>
    <message>
        <source>This key lacks the permission %1</source>
        <translation>A esta clave le falta el permiso %1</translation>
    </message>
    <message>
        <source>Not started: %1</source>
        <translation>No iniciado: %1</translation>
    </message>
    <message>
        <source>Not stopped: %1</source>
        <translation>No detenido: %1</translation>
    </message>
    <message>
        <source>Not restarted: %1</source>
        <translation>No reiniciado: %1</translation>
    </message>
    <message>
        <source>Not deployed: %1</source>
        <translation>No desplegado: %1</translation>
    </message>
    <message>
        <source>Stopping %1</source>
        <translation>Deteniendo %1</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Iniciar de nuevo</translation>
    </message>
    <message>
        <source>Not deleted: %1</source>
        <translation>No eliminado: %1</translation>
    </message>
</context>
<context>
    <name>ServiceModel</name>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Salud</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Origen</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Motor</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>Actualizado</translation>
    </message>
</context>
<context>
    <name>ServiceView</name>
    <message>
        <source>Details of the service</source>
        <translation>Detalles del servicio</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Registros</translation>
    </message>
    <message>
        <source>Deployments</source>
        <translation>Despliegues</translation>
    </message>
</context>
<context>
    <name>ServicesPage</name>
    <message>
        <source>No services yet. Deploy the first one from a template, an image or a repository.</source>
        <translation>Todavía no hay servicios. Despliegue el primero desde una plantilla, una imagen o un repositorio.</translation>
    </message>
    <message>
        <source>No services yet. This key may not deploy any.</source>
        <translation>Todavía no hay servicios. Esta clave no puede desplegar ninguno.</translation>
    </message>
    <message>
        <source>Deploy service</source>
        <translation>Desplegar servicio</translation>
    </message>
    <message>
        <source>No service matches this filter.</source>
        <translation>Ningún servicio coincide con este filtro.</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Servicios</translation>
    </message>
    <message>
        <source>Filter: words, status:failed</source>
        <translation>Filtro: palabras, status:failed</translation>
    </message>
    <message>
        <source>The services could not be loaded.</source>
        <translation>No se pudieron cargar los servicios.</translation>
    </message>
    <message numerus="yes">
        <source>%n service(s)</source>
        <translation>
            <numerusform>%n servicio</numerusform>
            <numerusform>%n servicios</numerusform>
        </translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>No sin conexión</translation>
    </message>
    <message>
        <source>This key lacks the permission services.deploy</source>
        <translation>A esta clave le falta el permiso services.deploy</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Ctrl+K</source>
        <translation>Ctrl+K</translation>
    </message>
    <message>
        <source>Find a command, service or template</source>
        <translation>Buscar un comando, un servicio o una plantilla</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>Deploy service</source>
        <translation>Desplegar servicio</translation>
    </message>
    <message>
        <source>Ctrl+F</source>
        <translation>Ctrl+F</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtro</translation>
    </message>
    <message>
        <source>Tab, Enter</source>
        <translation>Tab, Intro</translation>
    </message>
    <message>
        <source>In the filter: take what is offered</source>
        <translation>En el filtro: tomar lo que se ofrece</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>Log of the selected service</source>
        <translation>Registro del servicio seleccionado</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Reiniciar</translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation>Ctrl+O</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>Abrir en el navegador</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Supr</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Eliminar</translation>
    </message>
    <message>
        <source>Enter, Space</source>
        <translation>Intro, Espacio</translation>
    </message>
    <message>
        <source>Details in full height</source>
        <translation>Detalles a toda altura</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Back to the table</source>
        <translation>Volver a la tabla</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>Cargar de nuevo</translation>
    </message>
    <message>
        <source>Alt+1 … 9</source>
        <translation>Alt+1 … 9</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Follow or pause</source>
        <translation>Seguir o pausar</translation>
    </message>
    <message>
        <source>Times: none, local, UTC, how long ago</source>
        <translation>Horas: ninguna, local, UTC, hace cuánto</translation>
    </message>
    <message>
        <source>Break long lines</source>
        <translation>Dividir las líneas largas</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>N, Shift+N</source>
        <translation>N, Mayús+N</translation>
    </message>
    <message>
        <source>Next and previous match</source>
        <translation>Coincidencia siguiente y anterior</translation>
    </message>
    <message>
        <source>G, Shift+G</source>
        <translation>G, Mayús+G</translation>
    </message>
    <message>
        <source>Start and end</source>
        <translation>Principio y final</translation>
    </message>
    <message>
        <source>M, Shift+M</source>
        <translation>M, Mayús+M</translation>
    </message>
    <message>
        <source>Bookmark a line, next bookmark</source>
        <translation>Marcar una línea, marcador siguiente</translation>
    </message>
    <message>
        <source>Save to a file</source>
        <translation>Guardar en un archivo</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Limpiar</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Atajos de teclado</translation>
    </message>
    <message>
        <source>Anywhere</source>
        <translation>En todas partes</translation>
    </message>
    <message>
        <source>In the log</source>
        <translation>En el registro</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
</context>
<context>
    <name>SourceChooser</name>
    <message>
        <source>No template matches.</source>
        <translation>Ninguna plantilla coincide.</translation>
    </message>
    <message>
        <source>This server has no container engine that answers. Only templates can be deployed until it has one.</source>
        <translation>Este servidor no tiene ningún motor de contenedores que responda. Hasta que lo tenga solo se pueden desplegar plantillas.</translation>
    </message>
    <message>
        <source>What to deploy</source>
        <translation>Qué desplegar</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Plantilla</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Imagen</translation>
    </message>
    <message>
        <source>Compose file</source>
        <translation>Archivo Compose</translation>
    </message>
    <message>
        <source>Git repository</source>
        <translation>Repositorio Git</translation>
    </message>
    <message>
        <source>Search templates</source>
        <translation>Buscar plantillas</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Plantillas</translation>
    </message>
    <message>
        <source>Coming soon</source>
        <translation>Próximamente</translation>
    </message>
    <message>
        <source>Needs on the server: apt install %1</source>
        <translation>Necesita en el servidor: apt install %1</translation>
    </message>
</context>
<context>
    <name>SourceForm</name>
    <message>
        <source>Service name</source>
        <translation>Nombre del servicio</translation>
    </message>
    <message>
        <source>Letters a to z, digits and hyphens. It becomes part of addresses.</source>
        <translation>Letras de la a a la z, cifras y guiones. Forma parte de las direcciones.</translation>
    </message>
</context>
<context>
    <name>StateView</name>
    <message>
        <source>Copy details</source>
        <translation>Copiar detalles</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>This key lacks the permission %1. Someone with an admin key can make one that has it.</source>
        <translation>A esta clave le falta el permiso %1. Alguien con una clave de administrador puede crear una que lo tenga.</translation>
    </message>
</context>
<context>
    <name>StepModel</name>
    <message>
        <source>Step</source>
        <translation>Paso</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Duración</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
</context>
<context>
    <name>TemplateForm</name>
    <message>
        <source>On</source>
        <translation>Activado</translation>
    </message>
    <message numerus="yes">
        <source>Leave empty and the server makes one of %n characters</source>
        <translation>
            <numerusform>Déjelo vacío y el servidor genera %n carácter</numerusform>
            <numerusform>Déjelo vacío y el servidor genera %n caracteres</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TemplateModel</name>
    <message>
        <source>Coming soon</source>
        <translation>Próximamente</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Lista</translation>
    </message>
    <message>
        <source>Needs %1</source>
        <translation>Necesita %1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Categoría</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versión</translation>
    </message>
    <message>
        <source>On the server: apt install %1</source>
        <translation>En el servidor: apt install %1</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Descripción</translation>
    </message>
</context>
<context>
    <name>TemplatesPage</name>
    <message>
        <source>Templates</source>
        <translation>Plantillas</translation>
    </message>
    <message>
        <source>Filter: words, category:databases</source>
        <translation>Filtro: palabras, category:bases</translation>
    </message>
    <message>
        <source>Deploy template</source>
        <translation>Desplegar plantilla</translation>
    </message>
    <message>
        <source>The server&apos;s catalog has no templates.</source>
        <translation>El catálogo del servidor no tiene plantillas.</translation>
    </message>
    <message>
        <source>No template matches this filter.</source>
        <translation>Ninguna plantilla coincide con este filtro.</translation>
    </message>
    <message numerus="yes">
        <source>%n template file(s) were left out: %1</source>
        <translation>
            <numerusform>Se omitió %n archivo de plantilla: %1</numerusform>
            <numerusform>Se omitieron %n archivos de plantilla: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>The templates could not be loaded.</source>
        <translation>No se pudieron cargar las plantillas.</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>No sin conexión</translation>
    </message>
    <message>
        <source>This key lacks the permission services.deploy</source>
        <translation>A esta clave le falta el permiso services.deploy</translation>
    </message>
    <message>
        <source>The server lacks what this template needs</source>
        <translation>Al servidor le falta lo que necesita esta plantilla</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Recent</source>
        <translation>Recientes</translation>
    </message>
    <message>
        <source>Show window</source>
        <translation>Mostrar ventana</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Show notifications</source>
        <translation>Mostrar notificaciones</translation>
    </message>
    <message>
        <source>Keep running in the tray when closed</source>
        <translation>Seguir en la bandeja al cerrar</translation>
    </message>
    <message>
        <source>This desktop has no tray</source>
        <translation>Este escritorio no tiene bandeja</translation>
    </message>
</context>
<context>
    <name>format</name>
    <message>
        <source>Deploying</source>
        <translation>Desplegando</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>En marcha</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Detenido</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fallido</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Desconocido</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Iniciando</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>Sano</translation>
    </message>
    <message>
        <source>Unhealthy</source>
        <translation>No sano</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>En cola</translation>
    </message>
    <message>
        <source>Succeeded</source>
        <translation>Correcto</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Cancelado</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>Omitido</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Pendiente</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>Desplegar</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Iniciar</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Reiniciar</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Eliminar</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>Revertir</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Rechazado</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Añadido</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Eliminado</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Cambiado</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Plantilla</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Imagen</translation>
    </message>
    <message>
        <source>Compose</source>
        <translation>Compose</translation>
    </message>
    <message>
        <source>Git</source>
        <translation>Git</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Puertos</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>Repositorio</translation>
    </message>
    <message>
        <source>Branch or tag</source>
        <translation>Rama o etiqueta</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>Commit</translation>
    </message>
    <message>
        <source>Template version</source>
        <translation>Versión de la plantilla</translation>
    </message>
    <message>
        <source>admin</source>
        <translation>administrador</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>operador</translation>
    </message>
    <message>
        <source>viewer</source>
        <translation>lector</translation>
    </message>
    <message>
        <source>customer</source>
        <translation>cliente</translation>
    </message>
    <message>
        <source>AI</source>
        <translation>IA</translation>
    </message>
    <message>
        <source>Databases</source>
        <translation>Bases de datos</translation>
    </message>
    <message>
        <source>Developer tools</source>
        <translation>Herramientas de desarrollo</translation>
    </message>
    <message>
        <source>Web apps</source>
        <translation>Aplicaciones web</translation>
    </message>
    <message>
        <source>Validate</source>
        <translation>Validar</translation>
    </message>
    <message>
        <source>Pull images</source>
        <translation>Descargar imágenes</translation>
    </message>
    <message>
        <source>Build</source>
        <translation>Compilar</translation>
    </message>
    <message>
        <source>Prepare</source>
        <translation>Preparar</translation>
    </message>
    <message>
        <source>Wait for health</source>
        <translation>Esperar a que esté sano</translation>
    </message>
    <message>
        <source>Switch over</source>
        <translation>Conmutar</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Enrutar</translation>
    </message>
    <message>
        <source>Clean up</source>
        <translation>Limpiar</translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) in a row have failed</source>
        <translation>
            <numerusform>Ha fallado %n comprobación</numerusform>
            <numerusform>Han fallado %n comprobaciones seguidas</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>ahora mismo</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>hace %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>hace %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>hace %1 h</translation>
    </message>
    <message>
        <source>%1 d ago</source>
        <translation>hace %1 d</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Desktop of AI Admin Panel: deploy, watch and operate services.</source>
        <translation>Escritorio de AI Admin Panel: desplegar, observar y operar servicios.</translation>
    </message>
    <message>
        <source>Address of the server to open</source>
        <translation>Dirección del servidor que se abre</translation>
    </message>
    <message>
        <source>File with the API key for --connect</source>
        <translation>Archivo con la clave de API para --connect</translation>
    </message>
    <message>
        <source>Start and use a server on this computer</source>
        <translation>Iniciar y usar un servidor en este equipo</translation>
    </message>
</context>
<context>
    <name>rules</name>
    <message>
        <source>Service name is required</source>
        <translation>El nombre del servicio es obligatorio</translation>
    </message>
    <message>
        <source>must have 2 to 40 characters, got %1</source>
        <translation>debe tener de 2 a 40 caracteres, tiene %1</translation>
    </message>
    <message>
        <source>must begin with a letter a to z</source>
        <translation>debe empezar por una letra de la a a la z</translation>
    </message>
    <message>
        <source>may have only letters a to z, digits and hyphens</source>
        <translation>solo puede tener letras de la a a la z, cifras y guiones</translation>
    </message>
    <message>
        <source>must end with a letter or a digit</source>
        <translation>debe terminar en letra o cifra</translation>
    </message>
    <message>
        <source>must have at most %1 entries, got %2</source>
        <translation>debe tener como máximo %1 entradas, tiene %2</translation>
    </message>
    <message>
        <source>must have at most %1 entries</source>
        <translation>debe tener como máximo %1 entradas</translation>
    </message>
    <message>
        <source>keys must have 1 to 63 characters</source>
        <translation>las claves deben tener de 1 a 63 caracteres</translation>
    </message>
    <message>
        <source>the value of &quot;%1&quot; must have at most 255 characters</source>
        <translation>el valor de «%1» debe tener como máximo 255 caracteres</translation>
    </message>
    <message>
        <source>must be a whole number</source>
        <translation>debe ser un número entero</translation>
    </message>
    <message>
        <source>must be a number</source>
        <translation>debe ser un número</translation>
    </message>
    <message>
        <source>must be between %1 and %2, got %3</source>
        <translation>debe estar entre %1 y %2, es %3</translation>
    </message>
    <message>
        <source>must be at least %1, got %2</source>
        <translation>debe ser al menos %1, es %2</translation>
    </message>
    <message>
        <source>must be at most %1, got %2</source>
        <translation>debe ser como máximo %1, es %2</translation>
    </message>
    <message>
        <source>must be a domain name like app.example.com</source>
        <translation>debe ser un nombre de dominio como app.example.com</translation>
    </message>
    <message>
        <source>must be a port between 1 and 65535</source>
        <translation>debe ser un puerto entre 1 y 65535</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>debe ser true o false</translation>
    </message>
    <message>
        <source>must be one of: %1</source>
        <translation>debe ser uno de: %1</translation>
    </message>
    <message>
        <source>must be a URL that begins with http:// or https://</source>
        <translation>debe ser una URL que empiece por http:// o https://</translation>
    </message>
    <message>
        <source>must be a URL that begins with %1</source>
        <translation>debe ser una URL que empiece por %1</translation>
    </message>
    <message>
        <source>must be a URL: ssh://%1/%2</source>
        <translation>debe ser una URL: ssh://%1/%2</translation>
    </message>
    <message>
        <source>must be one line</source>
        <translation>debe ser una sola línea</translation>
    </message>
    <message>
        <source>must be one line of %1 to %2 characters</source>
        <translation>debe ser una línea de %1 a %2 caracteres</translation>
    </message>
    <message>
        <source>must be one line of at most 255 characters without a colon</source>
        <translation>debe ser una línea de 255 caracteres como máximo y sin dos puntos</translation>
    </message>
    <message>
        <source>must have at least %1 characters</source>
        <translation>debe tener al menos %1 caracteres</translation>
    </message>
    <message>
        <source>must have at most %1 characters, got %2</source>
        <translation>debe tener como máximo %1 caracteres, tiene %2</translation>
    </message>
    <message>
        <source>must have at most 8192 characters</source>
        <translation>debe tener como máximo 8192 caracteres</translation>
    </message>
    <message>
        <source>must have at most %1 characters</source>
        <translation>debe tener como máximo %1 caracteres</translation>
    </message>
    <message>
        <source>must match the pattern %1</source>
        <translation>debe coincidir con el patrón %1</translation>
    </message>
    <message>
        <source>must be a port like 80 or &quot;8080:80&quot;</source>
        <translation>debe ser un puerto como 80 o &quot;8080:80&quot;</translation>
    </message>
    <message>
        <source>must be a port like 80, 8080:80 or 127.0.0.1:8080:80/udp</source>
        <translation>debe ser un puerto como 80, 8080:80 o 127.0.0.1:8080:80/udp</translation>
    </message>
    <message>
        <source>must be an image reference like nginx:1.25 or ghcr.io/owner/app:latest</source>
        <translation>debe ser una imagen como nginx:1.25 o ghcr.io/owner/app:latest</translation>
    </message>
    <message>
        <source>must be a host with or without a port, like ghcr.io or registry.example.com:5000</source>
        <translation>debe ser un host con o sin puerto, como ghcr.io o registry.example.com:5000</translation>
    </message>
    <message>
        <source>must be named by letters, digits and underscores, no digit first</source>
        <translation>debe tener un nombre de letras, cifras y guiones bajos, sin cifra al principio</translation>
    </message>
    <message>
        <source>must be text, a number, true or false</source>
        <translation>debe ser texto, un número, true o false</translation>
    </message>
    <message>
        <source>must name a host</source>
        <translation>debe indicar un host</translation>
    </message>
    <message>
        <source>must not hold credentials; give them as username and token</source>
        <translation>no debe llevar credenciales; indíquelas como usuario y token</translation>
    </message>
    <message>
        <source>must be a branch, a tag or a full commit id</source>
        <translation>debe ser una rama, una etiqueta o un identificador de commit completo</translation>
    </message>
    <message>
        <source>must be a folder inside the repository, like deploy or apps/web</source>
        <translation>debe ser una carpeta del repositorio, como deploy o apps/web</translation>
    </message>
    <message>
        <source>must not hold control characters</source>
        <translation>no debe contener caracteres de control</translation>
    </message>
    <message>
        <source>must be an e-mail address like name@example.com</source>
        <translation>debe ser una dirección de correo como name@example.com</translation>
    </message>
    <message>
        <source>is required</source>
        <translation>es obligatorio</translation>
    </message>
    <message>
        <source>%1 is required</source>
        <translation>%1 es obligatorio</translation>
    </message>
</context>
<context>
    <name>showProgress</name>
    <message>
        <source>Stop saving</source>
        <translation>Dejar de guardar</translation>
    </message>
</context>
</TS>

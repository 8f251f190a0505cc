<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ApiClient</name>
    <message>
        <source>The connection was closed</source>
        <translation>Die Verbindung wurde geschlossen</translation>
    </message>
    <message>
        <source>%1 is not the server itself, it points elsewhere</source>
        <translation>%1 ist nicht der Server selbst, die Adresse verweist auf einen anderen Ort</translation>
    </message>
    <message>
        <source>Use the address it points to if you trust it: %1</source>
        <translation>Nehmen Sie die Adresse, auf die verwiesen wird, wenn Sie ihr vertrauen: %1</translation>
    </message>
    <message>
        <source>Use the server&apos;s own address.</source>
        <translation>Nehmen Sie die eigene Adresse des Servers.</translation>
    </message>
</context>
<context>
    <name>ApiRequest</name>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an id of this kind</source>
        <translation>„%1“ ist keine Kennung dieser Art</translation>
    </message>
    <message>
        <source>Check that this is the address of an AI Admin Panel server and that its version fits this program.</source>
        <translation>Prüfen Sie, ob dies die Adresse eines Servers von AI Admin Panel ist und ob seine Version zu diesem Programm passt.</translation>
    </message>
    <message>
        <source>The server&apos;s answer is not understood</source>
        <translation>Die Antwort des Servers ist unverständlich</translation>
    </message>
</context>
<context>
    <name>AuditModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>To what</source>
        <translation>Woran</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
</context>
<context>
    <name>AuditPage</name>
    <message>
        <source>Audit log</source>
        <translation>Audit-Protokoll</translation>
    </message>
    <message>
        <source>Filter: words, action:services</source>
        <translation>Filter: Wörter, action:services</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter…</translation>
    </message>
    <message>
        <source>Nothing was done, or tried, in this time.</source>
        <translation>In dieser Zeit wurde nichts getan oder versucht.</translation>
    </message>
    <message>
        <source>No entry matches this filter.</source>
        <translation>Kein Eintrag passt zu diesem Filter.</translation>
    </message>
    <message>
        <source>What was changed</source>
        <translation>Was geändert wurde</translation>
    </message>
    <message>
        <source>Nothing that is stored was changed.</source>
        <translation>Nichts Gespeichertes wurde geändert.</translation>
    </message>
    <message>
        <source>Load older entries</source>
        <translation>Ältere Einträge laden</translation>
    </message>
    <message>
        <source>All by the same</source>
        <translation>Alles von derselben Person</translation>
    </message>
    <message>
        <source>All that was done to it</source>
        <translation>Alles, was daran getan wurde</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Letzte Stunde</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>Letzte 24 Stunden</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>All time</source>
        <translation>Gesamte Zeit</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Done and refused</source>
        <translation>Ausgeführt und abgelehnt</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Ausgeführt</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Show all entries again</source>
        <translation>Wieder alle Einträge zeigen</translation>
    </message>
    <message>
        <source>By %1</source>
        <translation>Von %1</translation>
    </message>
    <message>
        <source>To %1</source>
        <translation>An %1</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>Nicht ohne Verbindung</translation>
    </message>
    <message>
        <source>Your key may not read the audit log.</source>
        <translation>Ihr Schlüssel darf das Audit-Protokoll nicht lesen.</translation>
    </message>
    <message>
        <source>The audit log could not be loaded.</source>
        <translation>Das Audit-Protokoll konnte nicht geladen werden.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln entries</source>
        <translation>
            <numerusform>%1 von %Ln Eintrag</numerusform>
            <numerusform>%1 von %Ln Einträgen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was refused</source>
        <translation>%1 wurde abgelehnt</translation>
    </message>
    <message>
        <source>By %1 from %2, %3</source>
        <translation>Von %1, Herkunft: %2, %3</translation>
    </message>
    <message>
        <source>nobody who is known</source>
        <translation>niemand Bekanntem</translation>
    </message>
    <message>
        <source>the panel itself</source>
        <translation>das Panel selbst</translation>
    </message>
    <message>
        <source>Request %1</source>
        <translation>Anfrage %1</translation>
    </message>
    <message>
        <source>All by %1</source>
        <translation>Alles von %1</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>JSON-Zeilen (*.jsonl)</translation>
    </message>
    <message>
        <source>Save audit log</source>
        <translation>Audit-Protokoll speichern</translation>
    </message>
    <message>
        <source>Saving the audit log…</source>
        <translation>Das Audit-Protokoll wird gespeichert…</translation>
    </message>
    <message>
        <source>The audit log could not be saved.</source>
        <translation>Das Audit-Protokoll konnte nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>Saved to %1</source>
        <translation>Gespeichert in %1</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Request %1</source>
        <translation>Anfrage %1</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>BrowserSignIn</name>
    <message>
        <source>Nobody has signed in</source>
        <translation>Niemand hat sich angemeldet</translation>
    </message>
    <message>
        <source>Begin again when you are ready.</source>
        <translation>Beginnen Sie noch einmal, wenn Sie so weit sind.</translation>
    </message>
    <message>
        <source>The sign-in was given up</source>
        <translation>Die Anmeldung wurde aufgegeben</translation>
    </message>
    <message>
        <source>Desktop</source>
        <translation>Desktop</translation>
    </message>
    <message>
        <source>This computer lets no program listen: %1</source>
        <translation>Auf diesem Computer darf kein Programm auf Verbindungen warten: %1</translation>
    </message>
    <message>
        <source>There is nothing here.</source>
        <translation>Hier ist nichts.</translation>
    </message>
    <message>
        <source>The sign-in was cancelled in the browser</source>
        <translation>Die Anmeldung wurde im Browser abgebrochen</translation>
    </message>
    <message>
        <source>Cancelled. You may close this page.</source>
        <translation>Abgebrochen. Sie können diese Seite schließen.</translation>
    </message>
    <message>
        <source>Signed in. You may close this page and go back to AI Admin Panel.</source>
        <translation>Angemeldet. Sie können diese Seite schließen und zu AI Admin Panel zurückkehren.</translation>
    </message>
</context>
<context>
    <name>CacheFile</name>
    <message>
        <source>%1 cannot be written</source>
        <translation>%1 kann nicht geschrieben werden</translation>
    </message>
</context>
<context>
    <name>CertificateTrust</name>
    <message>
        <source>%1 shows another certificate than the one you trusted</source>
        <translation>%1 zeigt ein anderes Zertifikat als das, dem Sie vertraut haben</translation>
    </message>
    <message>
        <source>Ask whoever runs the server whether it was renewed, then compare the fingerprint %1 and trust it again.</source>
        <translation>Fragen Sie den Betreiber des Servers, ob es erneuert wurde, vergleichen Sie dann den Fingerabdruck %1 und vertrauen Sie ihm erneut.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not trusted: %2</source>
        <translation>Dem Zertifikat von %1 wird nicht vertraut: %2</translation>
    </message>
    <message>
        <source>unknown reason</source>
        <translation>unbekannter Grund</translation>
    </message>
    <message>
        <source>If this is your own server, compare the fingerprint %1 with the one on the server and trust it for this profile.</source>
        <translation>Wenn dies Ihr eigener Server ist, vergleichen Sie den Fingerabdruck %1 mit dem auf dem Server und vertrauen Sie ihm für dieses Profil.</translation>
    </message>
</context>
<context>
    <name>ChangeModel</name>
    <message>
        <source>(empty)</source>
        <translation>(leer)</translation>
    </message>
    <message>
        <source>(secret)</source>
        <translation>(geheim)</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Find an action, service or template</source>
        <translation>Aktion, Dienst oder Vorlage suchen</translation>
    </message>
    <message>
        <source>Nothing is called that.</source>
        <translation>Nichts heißt so.</translation>
    </message>
</context>
<context>
    <name>ComposeForm</name>
    <message>
        <source>Compose file</source>
        <translation>Compose-Datei</translation>
    </message>
    <message>
        <source>Ctrl+Tab leaves the editor</source>
        <translation>Strg+Tab verlässt den Editor</translation>
    </message>
    <message>
        <source>Open file…</source>
        <translation>Datei öffnen…</translation>
    </message>
    <message>
        <source>Compose file *</source>
        <translation>Compose-Datei *</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>Variablen</translation>
    </message>
    <message>
        <source>Values for ${NAME} in the file, one NAME=value a line.</source>
        <translation>Werte für ${NAME} in der Datei, ein NAME=Wert je Zeile.</translation>
    </message>
    <message>
        <source>Open Compose file</source>
        <translation>Compose-Datei öffnen</translation>
    </message>
    <message>
        <source>Compose files (*.yaml *.yml);;All files (*)</source>
        <translation>Compose-Dateien (*.yaml *.yml);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The file is larger than 1 MiB.</source>
        <translation>Die Datei ist größer als 1 MiB.</translation>
    </message>
    <message>
        <source>The file cannot be read: %1</source>
        <translation>Die Datei kann nicht gelesen werden: %1</translation>
    </message>
    <message numerus="yes">
        <source>Compose file of %Ln line(s)</source>
        <translation>
            <numerusform>Compose-Datei mit %Ln Zeile</numerusform>
            <numerusform>Compose-Datei mit %Ln Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Paste a Compose file or open one.</source>
        <translation>Fügen Sie eine Compose-Datei ein oder öffnen Sie eine.</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>Zeile %1: %2</translation>
    </message>
</context>
<context>
    <name>ConnectDialog</name>
    <message>
        <source>Forget server</source>
        <translation>Server vergessen</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Sign in with the browser</source>
        <translation>Mit dem Browser anmelden</translation>
    </message>
    <message>
        <source>Connect to a server</source>
        <translation>Mit einem Server verbinden</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Use this computer</source>
        <translation>Diesen Computer verwenden</translation>
    </message>
    <message>
        <source>Starts a server on this computer and connects to it. It needs no address and no key, and ends together with this window; the services you deploy keep running and are there again the next time.</source>
        <translation>Startet einen Server auf diesem Computer und verbindet sich mit ihm. Er braucht weder Adresse noch Schlüssel und endet mit diesem Fenster; die Dienste, die Sie bereitstellen, laufen weiter und sind beim nächsten Mal wieder da.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API-Schlüssel</translation>
    </message>
    <message>
        <source>Same as the address</source>
        <translation>Wie die Adresse</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Over http the key crosses the network readable for everyone. Use https.</source>
        <translation>Über http geht der Schlüssel für alle lesbar durch das Netz. Nehmen Sie https.</translation>
    </message>
    <message>
        <source>Or</source>
        <translation>Oder</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <source>New server</source>
        <translation>Neuer Server</translation>
    </message>
    <message>
        <source>Start and connect</source>
        <translation>Starten und verbinden</translation>
    </message>
    <message>
        <source>Kept in memory until this program ends: no keychain is open.</source>
        <translation>Bleibt im Arbeitsspeicher, bis dieses Programm endet: Kein Schlüsselbund ist offen.</translation>
    </message>
    <message>
        <source>Kept in the system&apos;s keychain.</source>
        <translation>Wird im Schlüsselbund des Systems aufbewahrt.</translation>
    </message>
    <message>
        <source>A new server writes its first key into the file bootstrap.key of its data directory.</source>
        <translation>Ein neuer Server schreibt seinen ersten Schlüssel in die Datei bootstrap.key seines Datenverzeichnisses.</translation>
    </message>
    <message>
        <source>Forget %1? Its key is removed from the keychain, and what was kept of it for working offline. The server itself stays as it is.</source>
        <translation>%1 vergessen? Der Schlüssel wird aus dem Schlüsselbund entfernt, ebenso das, was für die Arbeit ohne Verbindung aufbewahrt wurde. Der Server selbst bleibt, wie er ist.</translation>
    </message>
    <message>
        <source>The keychain could not be opened. If it has a key for %1, that key stays in it.</source>
        <translation>Der Schlüsselbund konnte nicht geöffnet werden. Falls er einen Schlüssel für %1 hat, bleibt dieser darin.</translation>
    </message>
    <message>
        <source>The keychain has no key for this server, or is locked. Enter the key again.</source>
        <translation>Der Schlüsselbund hat keinen Schlüssel für diesen Server oder ist gesperrt. Geben Sie den Schlüssel noch einmal ein.</translation>
    </message>
    <message>
        <source>The server shows another certificate than the one you trusted. It may have been renewed, or it is another server.</source>
        <translation>Der Server zeigt ein anderes Zertifikat als das, dem Sie vertraut haben. Es kann erneuert worden sein, oder es ist ein anderer Server.</translation>
    </message>
    <message>
        <source>The system does not trust this server&apos;s certificate: %1</source>
        <translation>Das System vertraut dem Zertifikat dieses Servers nicht: %1</translation>
    </message>
    <message>
        <source>unknown reason</source>
        <translation>unbekannter Grund</translation>
    </message>
    <message>
        <source>Unknown certificate</source>
        <translation>Unbekanntes Zertifikat</translation>
    </message>
    <message>
        <source>For %1
From %2
Valid until %3

SHA-256 %4

Trust it only when this is what the server&apos;s own certificate has.</source>
        <translation>Für %1
Von %2
Gültig bis %3

SHA-256 %4

Vertrauen Sie ihm nur, wenn das eigene Zertifikat des Servers genau diesen Fingerabdruck hat.</translation>
    </message>
    <message>
        <source>Trust this certificate</source>
        <translation>Diesem Zertifikat vertrauen</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindung wird aufgebaut…</translation>
    </message>
    <message>
        <source>The connection failed.</source>
        <translation>Die Verbindung ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>The address %1.</source>
        <translation>Die Adresse %1.</translation>
    </message>
    <message>
        <source>The browser could not be opened.</source>
        <translation>Der Browser konnte nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>Your browser asks whether this program may sign in. Answer there.</source>
        <translation>Ihr Browser fragt, ob sich dieses Programm anmelden darf. Antworten Sie dort.</translation>
    </message>
    <message>
        <source>The sign-in failed.</source>
        <translation>Die Anmeldung ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>A key is needed to connect.</source>
        <translation>Zum Verbinden wird ein Schlüssel benötigt.</translation>
    </message>
    <message>
        <source>The server does not know this key.</source>
        <translation>Der Server kennt diesen Schlüssel nicht.</translation>
    </message>
</context>
<context>
    <name>DeleteDialog</name>
    <message>
        <source>Delete %1</source>
        <translation>%1 löschen</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n services</source>
        <translation>
            <numerusform>%n Dienst löschen</numerusform>
            <numerusform>%n Dienste löschen</numerusform>
        </translation>
    </message>
    <message>
        <source>The programs are stopped and the name is free at once. Data is kept in the server&apos;s trash for some days, then it is gone. Nobody can reach the address any more.</source>
        <translation>Die Programme werden gestoppt, und der Name ist sofort frei. Die Daten bleiben einige Tage im Papierkorb des Servers, dann sind sie fort. Niemand erreicht die Adresse mehr.</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Type %1 to confirm</source>
        <translation>Zum Bestätigen %1 eingeben</translation>
    </message>
    <message numerus="yes">
        <source>Type %n to confirm</source>
        <translation>
            <numerusform>Zum Bestätigen %n eingeben</numerusform>
            <numerusform>Zum Bestätigen %n eingeben</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Delete service</source>
        <translation>Dienst löschen</translation>
    </message>
</context>
<context>
    <name>DeployDialog</name>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Deploy service</source>
        <translation>Dienst bereitstellen</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>This is what you typed the last time. What may be secret was not kept.</source>
        <translation>Das haben Sie beim letzten Mal eingegeben. Was geheim sein könnte, wurde nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>Start anew</source>
        <translation>Neu beginnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>What do you want to deploy?</source>
        <translation>Was möchten Sie bereitstellen?</translation>
    </message>
    <message>
        <source>Deploy %1</source>
        <translation>%1 bereitstellen</translation>
    </message>
    <message>
        <source>This is what will happen</source>
        <translation>Das wird geschehen</translation>
    </message>
    <message>
        <source>Deploying %1</source>
        <translation>%1 wird bereitgestellt</translation>
    </message>
    <message>
        <source>You may close this; the deployment goes on</source>
        <translation>Sie können dies schließen; die Bereitstellung läuft weiter</translation>
    </message>
    <message>
        <source>Nothing has been changed yet</source>
        <translation>Noch wurde nichts geändert</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>Im Browser öffnen</translation>
    </message>
    <message>
        <source>Show service</source>
        <translation>Dienst zeigen</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>Nicht ohne Verbindung</translation>
    </message>
    <message>
        <source>Look at what is marked below.</source>
        <translation>Sehen Sie nach, was unten markiert ist.</translation>
    </message>
    <message>
        <source>The template could not be loaded.</source>
        <translation>Die Vorlage konnte nicht geladen werden.</translation>
    </message>
    <message>
        <source>The server does not accept this yet.</source>
        <translation>Der Server nimmt dies noch nicht an.</translation>
    </message>
    <message>
        <source>The service was not created.</source>
        <translation>Der Dienst wurde nicht angelegt.</translation>
    </message>
    <message>
        <source>%1 is running</source>
        <translation>%1 läuft</translation>
    </message>
    <message>
        <source>The deployment of %1 was cancelled</source>
        <translation>Die Bereitstellung von %1 wurde abgebrochen</translation>
    </message>
    <message>
        <source>%1 could not be deployed</source>
        <translation>%1 konnte nicht bereitgestellt werden</translation>
    </message>
</context>
<context>
    <name>DeploymentModel</name>
    <message>
        <source>Live</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>%1, as revision %2</source>
        <translation>%1, als Revision %2</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revision</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
</context>
<context>
    <name>DeploymentsTab</name>
    <message>
        <source>Deployments</source>
        <translation>Bereitstellungen</translation>
    </message>
    <message>
        <source>No deployments are kept.</source>
        <translation>Es sind keine Bereitstellungen aufbewahrt.</translation>
    </message>
    <message>
        <source>Changed variables</source>
        <translation>Geänderte Variablen</translation>
    </message>
    <message>
        <source>No variable was changed by this deployment.</source>
        <translation>Diese Bereitstellung hat keine Variable geändert.</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>Zurücksetzen…</translation>
    </message>
    <message>
        <source>Show operation</source>
        <translation>Vorgang zeigen</translation>
    </message>
    <message>
        <source>The deployments could not be loaded.</source>
        <translation>Die Bereitstellungen konnten nicht geladen werden.</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>Commit %1</source>
        <translation>Commit %1</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>Nicht ohne Verbindung</translation>
    </message>
    <message>
        <source>This key lacks the permission services.deploy</source>
        <translation>Diesem Schlüssel fehlt die Berechtigung services.deploy</translation>
    </message>
    <message>
        <source>This revision runs already</source>
        <translation>Diese Revision läuft bereits</translation>
    </message>
    <message>
        <source>Only what has succeeded can be brought back</source>
        <translation>Nur Gelungenes lässt sich zurückholen</translation>
    </message>
    <message>
        <source>Shows first what would change</source>
        <translation>Zeigt zuerst, was sich ändern würde</translation>
    </message>
    <message>
        <source>Select a deployment to see what it changed.</source>
        <translation>Wählen Sie eine Bereitstellung aus, um zu sehen, was sie geändert hat.</translation>
    </message>
    <message>
        <source>This is the first deployment. There is nothing before it to compare with.</source>
        <translation>Dies ist die erste Bereitstellung. Davor gibt es nichts zum Vergleichen.</translation>
    </message>
</context>
<context>
    <name>Download</name>
    <message>
        <source>The server has sent nothing for a minute</source>
        <translation>Der Server hat seit einer Minute nichts gesendet</translation>
    </message>
    <message>
        <source>Try again; if it stays so, look at the server&apos;s load and its log.</source>
        <translation>Versuchen Sie es noch einmal; wenn es so bleibt, sehen Sie nach der Last und dem Protokoll des Servers.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>Make room, or choose another folder.</source>
        <translation>Schaffen Sie Platz oder wählen Sie einen anderen Ordner.</translation>
    </message>
</context>
<context>
    <name>EventStream</name>
    <message>
        <source>The server has been silent too long.</source>
        <translation>Der Server hat zu lange geschwiegen.</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message numerus="yes">
        <source>%1 did not answer within %n s</source>
        <translation>
            <numerusform>%1 hat innerhalb von %n s nicht geantwortet</numerusform>
            <numerusform>%1 hat innerhalb von %n s nicht geantwortet</numerusform>
        </translation>
    </message>
    <message>
        <source>Try again; if it stays so, look at the server&apos;s load and its log.</source>
        <translation>Versuchen Sie es noch einmal; wenn es so bleibt, sehen Sie nach der Last und dem Protokoll des Servers.</translation>
    </message>
    <message>
        <source>The connection was closed</source>
        <translation>Die Verbindung wurde geschlossen</translation>
    </message>
    <message>
        <source>The server&apos;s answer is larger than %1 MiB</source>
        <translation>Die Antwort des Servers ist größer als %1 MiB</translation>
    </message>
    <message>
        <source>Ask for less at once, for example with a filter.</source>
        <translation>Fragen Sie auf einmal weniger ab, zum Beispiel mit einem Filter.</translation>
    </message>
</context>
<context>
    <name>FilterCompleter</name>
    <message>
        <source>Completions of the filter</source>
        <translation>Vervollständigungen des Filters</translation>
    </message>
</context>
<context>
    <name>GitForm</name>
    <message>
        <source>The repository&apos;s default branch</source>
        <translation>Der Standard-Branch des Repositorys</translation>
    </message>
    <message>
        <source>The top of the repository</source>
        <translation>Die oberste Ebene des Repositorys</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>Repository</translation>
    </message>
    <message>
        <source>With a compose.yaml or a Dockerfile in it; the server fetches and builds it.</source>
        <translation>Mit einer compose.yaml oder einem Dockerfile darin; der Server holt und baut es.</translation>
    </message>
    <message>
        <source>Branch, tag or commit</source>
        <translation>Branch, Tag oder Commit</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Password, token or ssh key</source>
        <translation>Passwort, Token oder ssh-Schlüssel</translation>
    </message>
    <message>
        <source>Only for repositories that need one; for ssh a private key without a passphrase. It is stored encrypted and never shown again.</source>
        <translation>Nur für Repositorys, die es brauchen; für ssh ein privater Schlüssel ohne Passphrase. Wird verschlüsselt gespeichert und nie wieder gezeigt.</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 bei %2</translation>
    </message>
</context>
<context>
    <name>ImageForm</name>
    <message>
        <source>Image</source>
        <translation>Abbild</translation>
    </message>
    <message>
        <source>Name and tag, with its registry in front when it is not Docker Hub.</source>
        <translation>Name und Tag, davor die Registry, wenn es nicht Docker Hub ist.</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Ports</translation>
    </message>
    <message>
        <source>Separated by commas: 80 gets a free port of the host, 8080:80 that one, 53:53/udp for UDP.</source>
        <translation>Durch Kommas getrennt: 80 bekommt einen freien Port des Hosts, 8080:80 genau diesen, 53:53/udp für UDP.</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>One NAME=value a line. Names with PASSWORD, SECRET, TOKEN or KEY are kept as secrets.</source>
        <translation>Ein NAME=Wert je Zeile. Namen mit PASSWORD, SECRET, TOKEN oder KEY werden als Geheimnisse aufbewahrt.</translation>
    </message>
</context>
<context>
    <name>LocalServer</name>
    <message>
        <source>The server program could not be started: %1</source>
        <translation>Das Serverprogramm konnte nicht gestartet werden: %1</translation>
    </message>
    <message>
        <source>The server program aiadminpaneld is not installed on this computer.</source>
        <translation>Das Serverprogramm aiadminpaneld ist auf diesem Computer nicht installiert.</translation>
    </message>
    <message>
        <source>The server&apos;s key %1 cannot be read.</source>
        <translation>Der Schlüssel %1 des Servers kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Another server uses the data of this computer already. End it, or connect to it by its address.</source>
        <translation>Ein anderer Server benutzt bereits die Daten dieses Computers. Beenden Sie ihn oder verbinden Sie sich über seine Adresse.</translation>
    </message>
    <message>
        <source>The server on this computer ended with code %1. %2</source>
        <translation>Der Server auf diesem Computer endete mit Code %1. %2</translation>
    </message>
</context>
<context>
    <name>LogBar</name>
    <message>
        <source>Previous match</source>
        <translation>Voriger Treffer</translation>
    </message>
    <message>
        <source>Previous match (Shift+N)</source>
        <translation>Voriger Treffer (Umschalt+N)</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Next match (N)</source>
        <translation>Nächster Treffer (N)</translation>
    </message>
    <message>
        <source>Only matches</source>
        <translation>Nur Treffer</translation>
    </message>
    <message>
        <source>Show only the lines that match</source>
        <translation>Nur passende Zeilen zeigen</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Keep the newest line in view (F)</source>
        <translation>Die neueste Zeile im Blick behalten (F)</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Zeiten</translation>
    </message>
    <message>
        <source>When each line was written (T)</source>
        <translation>Wann jede Zeile geschrieben wurde (T)</translation>
    </message>
    <message>
        <source>Wrap</source>
        <translation>Umbrechen</translation>
    </message>
    <message>
        <source>Break long lines (W)</source>
        <translation>Lange Zeilen umbrechen (W)</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>Komponenten</translation>
    </message>
    <message>
        <source>Which components and streams are shown</source>
        <translation>Welche Komponenten und Ausgaben gezeigt werden</translation>
    </message>
    <message>
        <source>Find in the log</source>
        <translation>Im Protokoll suchen</translation>
    </message>
    <message>
        <source>Text or a regular expression (/)</source>
        <translation>Text oder ein regulärer Ausdruck (/)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save lines to a file (E)</source>
        <translation>Zeilen in eine Datei speichern (E)</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Take these lines away; the server keeps them (C)</source>
        <translation>Diese Zeilen ausblenden; der Server behält sie (C)</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>Only lines that match</source>
        <translation>Nur passende Zeilen</translation>
    </message>
    <message>
        <source>With 2 lines around each</source>
        <translation>Mit je 2 Zeilen davor und danach</translation>
    </message>
    <message>
        <source>With 10 lines around each</source>
        <translation>Mit je 10 Zeilen davor und danach</translation>
    </message>
    <message>
        <source>Save what is shown…</source>
        <translation>Gezeigtes speichern…</translation>
    </message>
    <message>
        <source>Save selection…</source>
        <translation>Auswahl speichern…</translation>
    </message>
    <message>
        <source>Save whole log…</source>
        <translation>Ganzes Protokoll speichern…</translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%1 von %2 Zeilen</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Suche läuft…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s)…</source>
        <translation>
            <numerusform>%Ln Zeile…</numerusform>
            <numerusform>%Ln Zeilen…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln Zeile</numerusform>
            <numerusform>%Ln Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>No times</source>
        <translation>Keine Zeiten</translation>
    </message>
    <message>
        <source>Local time</source>
        <translation>Ortszeit</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>How long ago</source>
        <translation>Wie lange her</translation>
    </message>
    <message>
        <source>No component</source>
        <translation>Keine Komponente</translation>
    </message>
    <message>
        <source>Standard output</source>
        <translation>Standardausgabe</translation>
    </message>
    <message>
        <source>Standard error</source>
        <translation>Fehlerausgabe</translation>
    </message>
    <message>
        <source>The panel&apos;s own lines</source>
        <translation>Eigene Zeilen des Panels</translation>
    </message>
</context>
<context>
    <name>LogExport</name>
    <message>
        <source>Save log</source>
        <translation>Protokoll speichern</translation>
    </message>
    <message>
        <source>The log could not be saved.</source>
        <translation>Das Protokoll konnte nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>Choose another folder, or make room.</source>
        <translation>Wählen Sie einen anderen Ordner oder schaffen Sie Platz.</translation>
    </message>
    <message>
        <source>Saved %1 to %2</source>
        <translation>%1 gespeichert in %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) are missing here</source>
        <translation>
            <numerusform>Hier fehlt %Ln Zeile</numerusform>
            <numerusform>Hier fehlen %Ln Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>nicht geladen</translation>
    </message>
    <message>
        <source>Saving the log of %1…</source>
        <translation>Das Protokoll von %1 wird gespeichert…</translation>
    </message>
</context>
<context>
    <name>LogPane</name>
    <message>
        <source>The log could not be loaded.</source>
        <translation>Das Protokoll konnte nicht geladen werden.</translation>
    </message>
    <message>
        <source>Older lines could not be loaded.</source>
        <translation>Ältere Zeilen konnten nicht geladen werden.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>The log may not be read with this key.</source>
        <translation>Das Protokoll darf mit diesem Schlüssel nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Too long to look for</source>
        <translation>Zu lang für die Suche</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message numerus="yes">
        <source>%Ln line(s) are missing here</source>
        <translation>
            <numerusform>Hier fehlt %Ln Zeile</numerusform>
            <numerusform>Hier fehlen %Ln Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>  … %1 more</source>
        <translation>  … %1 mehr</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Protokollzeilen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln new line(s)</source>
        <translation>
            <numerusform>%Ln neue Zeile</numerusform>
            <numerusform>%Ln neue Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>No line matches.</source>
        <translation>Keine Zeile passt.</translation>
    </message>
    <message>
        <source>Cleared. New lines appear here as the service writes them.</source>
        <translation>Geleert. Neue Zeilen erscheinen hier, sobald der Dienst sie schreibt.</translation>
    </message>
    <message>
        <source>No lines yet. They appear here as the service writes them.</source>
        <translation>Noch keine Zeilen. Sie erscheinen hier, sobald der Dienst sie schreibt.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Remove bookmark</source>
        <translation>Lesezeichen entfernen</translation>
    </message>
    <message>
        <source>Bookmark this line</source>
        <translation>Lesezeichen für diese Zeile</translation>
    </message>
    <message>
        <source>Next bookmark</source>
        <translation>Nächstes Lesezeichen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Show cleared lines</source>
        <translation>Geleerte Zeilen zeigen</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Computer</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>The server on this computer does not run.</source>
        <translation>Der Server auf diesem Computer läuft nicht.</translation>
    </message>
    <message>
        <source>Choose a server</source>
        <translation>Server wählen</translation>
    </message>
    <message>
        <source>No keychain is open on this system. The key is kept in memory until this program ends.</source>
        <translation>Auf diesem System ist kein Schlüsselbund offen. Der Schlüssel bleibt im Arbeitsspeicher, bis dieses Programm endet.</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Connect to another server…</source>
        <translation>Mit anderem Server verbinden…</translation>
    </message>
    <message>
        <source>Use this computer</source>
        <translation>Diesen Computer verwenden</translation>
    </message>
    <message>
        <source>Sign out of this server</source>
        <translation>Von diesem Server abmelden</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>About AI Admin Panel</source>
        <translation>Über AI Admin Panel</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>The server is version %1.</source>
        <translation>Der Server hat Version %1.</translation>
    </message>
    <message>
        <source>AI Admin Panel %1</source>
        <translation>AI Admin Panel %1</translation>
    </message>
    <message>
        <source>Deploy and operate services on your own machines. %1

Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Dienste auf eigenen Maschinen bereitstellen und betreiben. %1

Freie Software unter der GNU General Public License, Version 3 oder neuer.</translation>
    </message>
    <message>
        <source>%1 (Alt+%2)</source>
        <translation>%1 (Alt+%2)</translation>
    </message>
    <message>
        <source>%1/%2 requests</source>
        <translation>%1/%2 Anfragen</translation>
    </message>
    <message>
        <source>What is left of this minute&apos;s requests</source>
        <translation>Was von den Anfragen dieser Minute übrig ist</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message numerus="yes">
        <source>%n service(s)</source>
        <translation>
            <numerusform>%n Dienst</numerusform>
            <numerusform>%n Dienste</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Deploy service</source>
        <translation>Dienst bereitstellen</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Gehe zu %1</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>Deploy %1</source>
        <translation>%1 bereitstellen</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>The server&apos;s catalog has no template %1. Its operator can put the file into a folder of templates.</source>
        <translation>Der Katalog des Servers hat keine Vorlage %1. Der Betreiber kann die Datei in einen Ordner mit Vorlagen legen.</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <translation>Verbindung zu %1 wird aufgebaut…</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>Nicht ohne Verbindung</translation>
    </message>
    <message>
        <source>You are still signed in: the server could not be told.</source>
        <translation>Sie sind noch angemeldet: Dem Server konnte es nicht mitgeteilt werden.</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>The key is gone from this computer. It was entered by hand, so on the server it goes on working until it is revoked.</source>
        <translation>Der Schlüssel ist von diesem Computer entfernt. Er wurde von Hand eingegeben und gilt auf dem Server weiter, bis er widerrufen wird.</translation>
    </message>
    <message>
        <source>Signed out. The key has ended on the server.</source>
        <translation>Abgemeldet. Der Schlüssel gilt auf dem Server nicht mehr.</translation>
    </message>
    <message>
        <source>The keychain could not be opened. If it has the key, it stays in it.</source>
        <translation>Der Schlüsselbund konnte nicht geöffnet werden. Falls er den Schlüssel hat, bleibt dieser darin.</translation>
    </message>
    <message>
        <source>Starting a server on this computer…</source>
        <translation>Auf diesem Computer wird ein Server gestartet…</translation>
    </message>
    <message>
        <source>No server</source>
        <translation>Kein Server</translation>
    </message>
    <message>
        <source>Server: %1</source>
        <translation>Server: %1</translation>
    </message>
    <message>
        <source>%1 (connecting) – AI Admin Panel</source>
        <translation>%1 (Verbindung wird aufgebaut) – AI Admin Panel</translation>
    </message>
    <message>
        <source>The server does not know this key any more.</source>
        <translation>Der Server kennt diesen Schlüssel nicht mehr.</translation>
    </message>
    <message>
        <source>The server cannot be trusted any more.</source>
        <translation>Dem Server kann nicht mehr vertraut werden.</translation>
    </message>
    <message>
        <source>The server&apos;s data could not be loaded.</source>
        <translation>Die Daten des Servers konnten nicht geladen werden.</translation>
    </message>
    <message>
        <source>Choose a server…</source>
        <translation>Server wählen…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Not connected to %1</source>
        <translation>Nicht mit %1 verbunden</translation>
    </message>
    <message>
        <source>Nothing more is kept for working offline: %1. Everything else goes on as before.</source>
        <translation>Für die Arbeit ohne Verbindung wird nichts mehr aufbewahrt: %1. Alles andere läuft weiter wie bisher.</translation>
    </message>
    <message>
        <source>%1 – AI Admin Panel</source>
        <translation>%1 – AI Admin Panel</translation>
    </message>
    <message>
        <source>%1 (offline) – AI Admin Panel</source>
        <translation>%1 (ohne Verbindung) – AI Admin Panel</translation>
    </message>
    <message>
        <source>Connected to %1 with the key %2 (%3)</source>
        <translation>Verbunden mit %1 mit dem Schlüssel %2 (%3)</translation>
    </message>
    <message>
        <source>Offline, as of %1 (%2); connecting again by itself</source>
        <translation>Ohne Verbindung, Stand %1 (%2); verbindet sich von selbst wieder</translation>
    </message>
</context>
<context>
    <name>NetworkError</name>
    <message>
        <source>Nothing answers at %1</source>
        <translation>Unter %1 antwortet nichts</translation>
    </message>
    <message>
        <source>Check that the server is running and that the port is right.</source>
        <translation>Prüfen Sie, ob der Server läuft und der Port stimmt.</translation>
    </message>
    <message>
        <source>There is no computer named %1</source>
        <translation>Es gibt keinen Computer mit dem Namen %1</translation>
    </message>
    <message>
        <source>Check the spelling of the address and your network.</source>
        <translation>Prüfen Sie die Schreibweise der Adresse und Ihr Netz.</translation>
    </message>
    <message>
        <source>%1 closed the connection before it answered</source>
        <translation>%1 hat die Verbindung geschlossen, bevor eine Antwort kam</translation>
    </message>
    <message>
        <source>The server may be restarting; try again in a moment.</source>
        <translation>Der Server startet vielleicht gerade neu; versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>%1 did not answer in time</source>
        <translation>%1 hat nicht rechtzeitig geantwortet</translation>
    </message>
    <message>
        <source>Check your network and whether a firewall is in between.</source>
        <translation>Prüfen Sie Ihr Netz und ob eine Firewall dazwischen liegt.</translation>
    </message>
    <message>
        <source>No secure connection to %1 could be made: %2</source>
        <translation>Zu %1 konnte keine sichere Verbindung aufgebaut werden: %2</translation>
    </message>
    <message>
        <source>Check that the server speaks https on this port.</source>
        <translation>Prüfen Sie, ob der Server an diesem Port https spricht.</translation>
    </message>
    <message>
        <source>%1 cannot be reached: %2</source>
        <translation>%1 ist nicht erreichbar: %2</translation>
    </message>
    <message>
        <source>Check your network and try again.</source>
        <translation>Prüfen Sie Ihr Netz und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The connection to %1 failed: %2</source>
        <translation>Die Verbindung zu %1 ist fehlgeschlagen: %2</translation>
    </message>
    <message>
        <source>Check that this is the address of an AI Admin Panel server.</source>
        <translation>Prüfen Sie, ob dies die Adresse eines Servers von AI Admin Panel ist.</translation>
    </message>
</context>
<context>
    <name>NewsWatch</name>
    <message>
        <source>%1: %2 has succeeded</source>
        <translation>%1: %2 ist gelungen</translation>
    </message>
    <message>
        <source>%1: %2 was cancelled</source>
        <translation>%1: %2 wurde abgebrochen</translation>
    </message>
    <message>
        <source>%1: %2 has failed</source>
        <translation>%1: %2 ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 has failed</source>
        <translation>%1 ist fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
</context>
<context>
    <name>OperationModel</name>
    <message>
        <source>Operation</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
</context>
<context>
    <name>OperationView</name>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>No steps yet.</source>
        <translation>Noch keine Schritte.</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>Cancel operation</source>
        <translation>Vorgang abbrechen</translation>
    </message>
    <message>
        <source>Show service</source>
        <translation>Dienst zeigen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>The journal is empty.</source>
        <translation>Das Journal ist leer.</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>What is done to which service: &quot;Deploy shop&quot;</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>took %1, by %2, %3</source>
        <extracomment>How long an operation took or has been running, who began it and when</extracomment>
        <translation>Dauer %1, von %2, %3</translation>
    </message>
    <message>
        <source>for %1, by %2, %3</source>
        <translation>seit %1, von %2, %3</translation>
    </message>
    <message>
        <source>Must end by %1</source>
        <translation>Muss bis %1 enden</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>Nicht ohne Verbindung</translation>
    </message>
    <message>
        <source>The last good state comes back</source>
        <translation>Der letzte gute Stand kehrt zurück</translation>
    </message>
    <message>
        <source>This key lacks the permission operations.cancel</source>
        <translation>Diesem Schlüssel fehlt die Berechtigung operations.cancel</translation>
    </message>
    <message>
        <source>The journal could not be loaded.</source>
        <translation>Das Journal konnte nicht geladen werden.</translation>
    </message>
    <message numerus="yes">
        <source>… %Ln entries are left out …</source>
        <translation>
            <numerusform>… %Ln Eintrag ist ausgelassen …</numerusform>
            <numerusform>… %Ln Einträge sind ausgelassen …</numerusform>
        </translation>
    </message>
    <message>
        <source>The operation could not be cancelled.</source>
        <translation>Der Vorgang konnte nicht abgebrochen werden.</translation>
    </message>
</context>
<context>
    <name>OperationsPage</name>
    <message>
        <source>Operations</source>
        <translation>Vorgänge</translation>
    </message>
    <message>
        <source>Filter: words, status:failed</source>
        <translation>Filter: Wörter, status:failed</translation>
    </message>
    <message>
        <source>Nothing has been done yet. Deployments, starts and stops appear here.</source>
        <translation>Noch wurde nichts getan. Bereitstellungen, Starts und Stopps erscheinen hier.</translation>
    </message>
    <message>
        <source>No operation matches this filter.</source>
        <translation>Kein Vorgang passt zu diesem Filter.</translation>
    </message>
    <message>
        <source>The operations could not be loaded.</source>
        <translation>Die Vorgänge konnten nicht geladen werden.</translation>
    </message>
</context>
<context>
    <name>OverviewTab</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Gesundheit</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revision</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Datenträger</translation>
    </message>
    <message>
        <source>Deployed</source>
        <translation>Bereitgestellt</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Latest operation</source>
        <translation>Letzter Vorgang</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Show the latest</source>
        <translation>Letzten Vorgang zeigen</translation>
    </message>
</context>
<context>
    <name>PanelPage</name>
    <message>
        <source>Back to the list (Esc)</source>
        <translation>Zurück zur Liste (Esc)</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Choose a server…</source>
        <translation>Server wählen…</translation>
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
        <translation>Dienst</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>CPU limit</source>
        <translation>CPU-Grenze</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Memory limit</source>
        <translation>Speichergrenze</translation>
    </message>
    <message>
        <source>Volumes</source>
        <translation>Volumes</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>Komponenten</translation>
    </message>
    <message>
        <source>Ports: %1</source>
        <translation>Ports: %1</translation>
    </message>
    <message>
        <source>From the host&apos;s packages: %1</source>
        <translation>Aus den Paketen des Hosts: %1</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>Variablen</translation>
    </message>
    <message>
        <source>Secret, stored encrypted</source>
        <translation>Geheim, verschlüsselt gespeichert</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>Leer</translation>
    </message>
</context>
<context>
    <name>RecordTable</name>
    <message>
        <source>Clear filter</source>
        <translation>Filter löschen</translation>
    </message>
</context>
<context>
    <name>RollbackDialog</name>
    <message>
        <source>What changes</source>
        <translation>Was sich ändert</translation>
    </message>
    <message>
        <source>All variables stay as they are.</source>
        <translation>Alle Variablen bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Roll back to revision %1</source>
        <translation>Auf Revision %1 zurücksetzen</translation>
    </message>
    <message>
        <source>Roll back %1</source>
        <translation>%1 zurücksetzen</translation>
    </message>
    <message>
        <source>Deployed %1 by %2. It becomes a new revision; what runs now keeps running until that one is healthy.</source>
        <translation>Bereitgestellt %1 von %2. Daraus wird eine neue Revision; was jetzt läuft, läuft weiter, bis die neue gesund ist.</translation>
    </message>
    <message>
        <source>Whole plan</source>
        <translation>Ganzer Plan</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Roll back %1 to revision %2</source>
        <translation>%1 auf Revision %2 zurücksetzen</translation>
    </message>
    <message>
        <source>This deployment cannot be brought back.</source>
        <translation>Diese Bereitstellung lässt sich nicht zurückholen.</translation>
    </message>
    <message>
        <source>What runs now could not be loaded.</source>
        <translation>Was jetzt läuft, konnte nicht geladen werden.</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>Nicht ohne Verbindung</translation>
    </message>
    <message>
        <source>The rollback did not start.</source>
        <translation>Das Zurücksetzen hat nicht begonnen.</translation>
    </message>
</context>
<context>
    <name>ServerAddress</name>
    <message>
        <source>is required, for example https://panel.example.com</source>
        <translation>fehlt, zum Beispiel https://panel.example.com</translation>
    </message>
    <message>
        <source>is no address; write it like https://panel.example.com</source>
        <translation>ist keine; schreiben Sie sie wie https://panel.example.com</translation>
    </message>
    <message>
        <source>must begin with http:// or https://</source>
        <translation>muss mit http:// oder https:// beginnen</translation>
    </message>
    <message>
        <source>must not hold a user or password; the key goes below</source>
        <translation>darf weder Benutzer noch Passwort enthalten; der Schlüssel gehört darunter</translation>
    </message>
    <message>
        <source>must end after the host, the port or a path</source>
        <translation>muss nach Host, Port oder Pfad enden</translation>
    </message>
</context>
<context>
    <name>ServiceActions</name>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Deploy again</source>
        <translation>Erneut bereitstellen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>Nicht ohne Verbindung</translation>
    </message>
    <message>
        <source>This key lacks the permission %1</source>
        <translation>Diesem Schlüssel fehlt die Berechtigung %1</translation>
    </message>
    <message>
        <source>Not started: %1</source>
        <translation>Nicht gestartet: %1</translation>
    </message>
    <message>
        <source>Not stopped: %1</source>
        <translation>Nicht gestoppt: %1</translation>
    </message>
    <message>
        <source>Not restarted: %1</source>
        <translation>Nicht neu gestartet: %1</translation>
    </message>
    <message>
        <source>Not deployed: %1</source>
        <translation>Nicht bereitgestellt: %1</translation>
    </message>
    <message>
        <source>Stopping %1</source>
        <translation>%1 wird gestoppt</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Wieder starten</translation>
    </message>
    <message>
        <source>Not deleted: %1</source>
        <translation>Nicht gelöscht: %1</translation>
    </message>
</context>
<context>
    <name>ServiceModel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Gesundheit</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>Geändert</translation>
    </message>
</context>
<context>
    <name>ServiceView</name>
    <message>
        <source>Details of the service</source>
        <translation>Einzelheiten des Dienstes</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>Deployments</source>
        <translation>Bereitstellungen</translation>
    </message>
</context>
<context>
    <name>ServicesPage</name>
    <message>
        <source>No services yet. Deploy the first one from a template, an image or a repository.</source>
        <translation>Noch keine Dienste. Stellen Sie den ersten aus einer Vorlage, einem Abbild oder einem Repository bereit.</translation>
    </message>
    <message>
        <source>No services yet. This key may not deploy any.</source>
        <translation>Noch keine Dienste. Dieser Schlüssel darf keine bereitstellen.</translation>
    </message>
    <message>
        <source>Deploy service</source>
        <translation>Dienst bereitstellen</translation>
    </message>
    <message>
        <source>No service matches this filter.</source>
        <translation>Kein Dienst passt zu diesem Filter.</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>Dienste</translation>
    </message>
    <message>
        <source>Filter: words, status:failed</source>
        <translation>Filter: Wörter, status:failed</translation>
    </message>
    <message>
        <source>The services could not be loaded.</source>
        <translation>Die Dienste konnten nicht geladen werden.</translation>
    </message>
    <message numerus="yes">
        <source>%n service(s)</source>
        <translation>
            <numerusform>%n Dienst</numerusform>
            <numerusform>%n Dienste</numerusform>
        </translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>Nicht ohne Verbindung</translation>
    </message>
    <message>
        <source>This key lacks the permission services.deploy</source>
        <translation>Diesem Schlüssel fehlt die Berechtigung services.deploy</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Strg+N</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Ctrl+K</source>
        <translation>Strg+K</translation>
    </message>
    <message>
        <source>Find a command, service or template</source>
        <translation>Befehl, Dienst oder Vorlage suchen</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Strg+N</translation>
    </message>
    <message>
        <source>Deploy service</source>
        <translation>Dienst bereitstellen</translation>
    </message>
    <message>
        <source>Ctrl+F</source>
        <translation>Strg+F</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Tab, Enter</source>
        <translation>Tab, Eingabe</translation>
    </message>
    <message>
        <source>In the filter: take what is offered</source>
        <translation>Im Filter: Vorschlag übernehmen</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Strg+L</translation>
    </message>
    <message>
        <source>Log of the selected service</source>
        <translation>Protokoll des gewählten Dienstes</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Strg+R</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation>Strg+O</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>Im Browser öffnen</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Enter, Space</source>
        <translation>Eingabe, Leertaste</translation>
    </message>
    <message>
        <source>Details in full height</source>
        <translation>Einzelheiten in voller Höhe</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Back to the table</source>
        <translation>Zurück zur Tabelle</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Alt+1 … 9</source>
        <translation>Alt+1 … 9</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Strg+Q</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Follow or pause</source>
        <translation>Folgen oder anhalten</translation>
    </message>
    <message>
        <source>Times: none, local, UTC, how long ago</source>
        <translation>Zeiten: keine, Ortszeit, UTC, wie lange her</translation>
    </message>
    <message>
        <source>Break long lines</source>
        <translation>Lange Zeilen umbrechen</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>N, Shift+N</source>
        <translation>N, Umschalt+N</translation>
    </message>
    <message>
        <source>Next and previous match</source>
        <translation>Nächster und voriger Treffer</translation>
    </message>
    <message>
        <source>G, Shift+G</source>
        <translation>G, Umschalt+G</translation>
    </message>
    <message>
        <source>Start and end</source>
        <translation>Anfang und Ende</translation>
    </message>
    <message>
        <source>M, Shift+M</source>
        <translation>M, Umschalt+M</translation>
    </message>
    <message>
        <source>Bookmark a line, next bookmark</source>
        <translation>Lesezeichen setzen, nächstes Lesezeichen</translation>
    </message>
    <message>
        <source>Save to a file</source>
        <translation>In eine Datei speichern</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Anywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>In the log</source>
        <translation>Im Protokoll</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>SourceChooser</name>
    <message>
        <source>No template matches.</source>
        <translation>Keine Vorlage passt.</translation>
    </message>
    <message>
        <source>This server has no container engine that answers. Only templates can be deployed until it has one.</source>
        <translation>Dieser Server hat keine Container-Engine, die antwortet. Bis er eine hat, lassen sich nur Vorlagen bereitstellen.</translation>
    </message>
    <message>
        <source>What to deploy</source>
        <translation>Was bereitgestellt wird</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Abbild</translation>
    </message>
    <message>
        <source>Compose file</source>
        <translation>Compose-Datei</translation>
    </message>
    <message>
        <source>Git repository</source>
        <translation>Git-Repository</translation>
    </message>
    <message>
        <source>Search templates</source>
        <translation>Vorlagen suchen</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Coming soon</source>
        <translation>Demnächst</translation>
    </message>
    <message>
        <source>Needs on the server: apt install %1</source>
        <translation>Braucht auf dem Server: apt install %1</translation>
    </message>
</context>
<context>
    <name>SourceForm</name>
    <message>
        <source>Service name</source>
        <translation>Name des Dienstes</translation>
    </message>
    <message>
        <source>Letters a to z, digits and hyphens. It becomes part of addresses.</source>
        <translation>Buchstaben a bis z, Ziffern und Bindestriche. Er wird Teil von Adressen.</translation>
    </message>
</context>
<context>
    <name>StateView</name>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>This key lacks the permission %1. Someone with an admin key can make one that has it.</source>
        <translation>Diesem Schlüssel fehlt die Berechtigung %1. Wer einen Admin-Schlüssel hat, kann einen mit ihr anlegen.</translation>
    </message>
</context>
<context>
    <name>StepModel</name>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
</context>
<context>
    <name>TemplateForm</name>
    <message>
        <source>On</source>
        <translation>Ein</translation>
    </message>
    <message numerus="yes">
        <source>Leave empty and the server makes one of %n characters</source>
        <translation>
            <numerusform>Leer lassen, dann erzeugt der Server %n Zeichen</numerusform>
            <numerusform>Leer lassen, dann erzeugt der Server %n Zeichen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TemplateModel</name>
    <message>
        <source>Coming soon</source>
        <translation>Demnächst</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Needs %1</source>
        <translation>Braucht %1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>On the server: apt install %1</source>
        <translation>Auf dem Server: apt install %1</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
</context>
<context>
    <name>TemplatesPage</name>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Filter: words, category:databases</source>
        <translation>Filter: Wörter, category:datenbanken</translation>
    </message>
    <message>
        <source>Deploy template</source>
        <translation>Vorlage bereitstellen</translation>
    </message>
    <message>
        <source>The server&apos;s catalog has no templates.</source>
        <translation>Der Katalog des Servers hat keine Vorlagen.</translation>
    </message>
    <message>
        <source>No template matches this filter.</source>
        <translation>Keine Vorlage passt zu diesem Filter.</translation>
    </message>
    <message numerus="yes">
        <source>%n template file(s) were left out: %1</source>
        <translation>
            <numerusform>%n Vorlagendatei wurde ausgelassen: %1</numerusform>
            <numerusform>%n Vorlagendateien wurden ausgelassen: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>The templates could not be loaded.</source>
        <translation>Die Vorlagen konnten nicht geladen werden.</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>Nicht ohne Verbindung</translation>
    </message>
    <message>
        <source>This key lacks the permission services.deploy</source>
        <translation>Diesem Schlüssel fehlt die Berechtigung services.deploy</translation>
    </message>
    <message>
        <source>The server lacks what this template needs</source>
        <translation>Dem Server fehlt, was diese Vorlage braucht</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <source>Show window</source>
        <translation>Fenster zeigen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Show notifications</source>
        <translation>Benachrichtigungen zeigen</translation>
    </message>
    <message>
        <source>Keep running in the tray when closed</source>
        <translation>Beim Schließen im Infobereich weiterlaufen</translation>
    </message>
    <message>
        <source>This desktop has no tray</source>
        <translation>Diese Oberfläche hat keinen Infobereich</translation>
    </message>
</context>
<context>
    <name>format</name>
    <message>
        <source>Deploying</source>
        <translation>Wird bereitgestellt</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>Gesund</translation>
    </message>
    <message>
        <source>Unhealthy</source>
        <translation>Ungesund</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Succeeded</source>
        <translation>Gelungen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>Übersprungen</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Ausstehend</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>Bereitstellen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Ausgeführt</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Entfernt</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Abbild</translation>
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
        <translation>Ports</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>Repository</translation>
    </message>
    <message>
        <source>Branch or tag</source>
        <translation>Branch oder Tag</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>Commit</translation>
    </message>
    <message>
        <source>Template version</source>
        <translation>Vorlagenversion</translation>
    </message>
    <message>
        <source>admin</source>
        <translation>Admin</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>Betreiber</translation>
    </message>
    <message>
        <source>viewer</source>
        <translation>Betrachter</translation>
    </message>
    <message>
        <source>customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>AI</source>
        <translation>KI</translation>
    </message>
    <message>
        <source>Databases</source>
        <translation>Datenbanken</translation>
    </message>
    <message>
        <source>Developer tools</source>
        <translation>Entwicklerwerkzeuge</translation>
    </message>
    <message>
        <source>Web apps</source>
        <translation>Web-Apps</translation>
    </message>
    <message>
        <source>Validate</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Pull images</source>
        <translation>Abbilder holen</translation>
    </message>
    <message>
        <source>Build</source>
        <translation>Bauen</translation>
    </message>
    <message>
        <source>Prepare</source>
        <translation>Vorbereiten</translation>
    </message>
    <message>
        <source>Wait for health</source>
        <translation>Auf Gesundheit warten</translation>
    </message>
    <message>
        <source>Switch over</source>
        <translation>Umschalten</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Weiterleiten</translation>
    </message>
    <message>
        <source>Clean up</source>
        <translation>Aufräumen</translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) in a row have failed</source>
        <translation>
            <numerusform>%n Prüfung ist fehlgeschlagen</numerusform>
            <numerusform>%n Prüfungen in Folge sind fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>vor %1 h</translation>
    </message>
    <message>
        <source>%1 d ago</source>
        <translation>vor %1 d</translation>
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
        <translation>Desktop von AI Admin Panel: Dienste bereitstellen, beobachten und betreiben.</translation>
    </message>
    <message>
        <source>Address of the server to open</source>
        <translation>Adresse des zu öffnenden Servers</translation>
    </message>
    <message>
        <source>File with the API key for --connect</source>
        <translation>Datei mit dem API-Schlüssel für --connect</translation>
    </message>
    <message>
        <source>Start and use a server on this computer</source>
        <translation>Einen Server auf diesem Computer starten und verwenden</translation>
    </message>
</context>
<context>
    <name>rules</name>
    <message>
        <source>Service name is required</source>
        <translation>Der Name des Dienstes fehlt</translation>
    </message>
    <message>
        <source>must have 2 to 40 characters, got %1</source>
        <translation>muss 2 bis 40 Zeichen haben, hat aber %1</translation>
    </message>
    <message>
        <source>must begin with a letter a to z</source>
        <translation>muss mit einem Buchstaben a bis z beginnen</translation>
    </message>
    <message>
        <source>may have only letters a to z, digits and hyphens</source>
        <translation>darf nur Buchstaben a bis z, Ziffern und Bindestriche haben</translation>
    </message>
    <message>
        <source>must end with a letter or a digit</source>
        <translation>muss mit einem Buchstaben oder einer Ziffer enden</translation>
    </message>
    <message>
        <source>must have at most %1 entries, got %2</source>
        <translation>darf höchstens %1 Einträge haben, hat aber %2</translation>
    </message>
    <message>
        <source>must have at most %1 entries</source>
        <translation>darf höchstens %1 Einträge haben</translation>
    </message>
    <message>
        <source>keys must have 1 to 63 characters</source>
        <translation>darf nur Schlüssel mit 1 bis 63 Zeichen haben</translation>
    </message>
    <message>
        <source>the value of &quot;%1&quot; must have at most 255 characters</source>
        <translation>darf für „%1“ höchstens 255 Zeichen haben</translation>
    </message>
    <message>
        <source>must be a whole number</source>
        <translation>muss eine ganze Zahl sein</translation>
    </message>
    <message>
        <source>must be a number</source>
        <translation>muss eine Zahl sein</translation>
    </message>
    <message>
        <source>must be between %1 and %2, got %3</source>
        <translation>muss zwischen %1 und %2 liegen, ist aber %3</translation>
    </message>
    <message>
        <source>must be at least %1, got %2</source>
        <translation>muss mindestens %1 sein, ist aber %2</translation>
    </message>
    <message>
        <source>must be at most %1, got %2</source>
        <translation>darf höchstens %1 sein, ist aber %2</translation>
    </message>
    <message>
        <source>must be a domain name like app.example.com</source>
        <translation>muss ein Domainname wie app.example.com sein</translation>
    </message>
    <message>
        <source>must be a port between 1 and 65535</source>
        <translation>muss ein Port zwischen 1 und 65535 sein</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>muss true oder false sein</translation>
    </message>
    <message>
        <source>must be one of: %1</source>
        <translation>muss eines davon sein: %1</translation>
    </message>
    <message>
        <source>must be a URL that begins with http:// or https://</source>
        <translation>muss eine URL sein, die mit http:// oder https:// beginnt</translation>
    </message>
    <message>
        <source>must be a URL that begins with %1</source>
        <translation>muss eine URL sein, die mit einem davon beginnt: %1</translation>
    </message>
    <message>
        <source>must be a URL: ssh://%1/%2</source>
        <translation>muss eine URL sein: ssh://%1/%2</translation>
    </message>
    <message>
        <source>must be one line</source>
        <translation>muss in einer Zeile stehen</translation>
    </message>
    <message>
        <source>must be one line of %1 to %2 characters</source>
        <translation>muss eine Zeile mit %1 bis %2 Zeichen sein</translation>
    </message>
    <message>
        <source>must be one line of at most 255 characters without a colon</source>
        <translation>muss eine Zeile mit höchstens 255 Zeichen ohne Doppelpunkt sein</translation>
    </message>
    <message>
        <source>must have at least %1 characters</source>
        <translation>muss mindestens %1 Zeichen haben</translation>
    </message>
    <message>
        <source>must have at most %1 characters, got %2</source>
        <translation>darf höchstens %1 Zeichen haben, hat aber %2</translation>
    </message>
    <message>
        <source>must have at most 8192 characters</source>
        <translation>darf höchstens 8192 Zeichen haben</translation>
    </message>
    <message>
        <source>must have at most %1 characters</source>
        <translation>darf höchstens %1 Zeichen haben</translation>
    </message>
    <message>
        <source>must match the pattern %1</source>
        <translation>muss zum Muster %1 passen</translation>
    </message>
    <message>
        <source>must be a port like 80 or &quot;8080:80&quot;</source>
        <translation>muss ein Port wie 80 oder &quot;8080:80&quot; sein</translation>
    </message>
    <message>
        <source>must be a port like 80, 8080:80 or 127.0.0.1:8080:80/udp</source>
        <translation>muss ein Port wie 80, 8080:80 oder 127.0.0.1:8080:80/udp sein</translation>
    </message>
    <message>
        <source>must be an image reference like nginx:1.25 or ghcr.io/owner/app:latest</source>
        <translation>muss ein Abbild wie nginx:1.25 oder ghcr.io/owner/app:latest bezeichnen</translation>
    </message>
    <message>
        <source>must be a host with or without a port, like ghcr.io or registry.example.com:5000</source>
        <translation>muss ein Host mit oder ohne Port sein, wie ghcr.io oder registry.example.com:5000</translation>
    </message>
    <message>
        <source>must be named by letters, digits and underscores, no digit first</source>
        <translation>muss Namen aus Buchstaben, Ziffern und Unterstrichen haben, ohne Ziffer am Anfang</translation>
    </message>
    <message>
        <source>must be text, a number, true or false</source>
        <translation>muss Text, eine Zahl, true oder false sein</translation>
    </message>
    <message>
        <source>must name a host</source>
        <translation>muss einen Host nennen</translation>
    </message>
    <message>
        <source>must not hold credentials; give them as username and token</source>
        <translation>darf keine Zugangsdaten enthalten; geben Sie sie als Benutzername und Token an</translation>
    </message>
    <message>
        <source>must be a branch, a tag or a full commit id</source>
        <translation>muss ein Branch, ein Tag oder eine vollständige Commit-Kennung sein</translation>
    </message>
    <message>
        <source>must be a folder inside the repository, like deploy or apps/web</source>
        <translation>muss ein Ordner im Repository sein, wie deploy oder apps/web</translation>
    </message>
    <message>
        <source>must not hold control characters</source>
        <translation>darf keine Steuerzeichen enthalten</translation>
    </message>
    <message>
        <source>must be an e-mail address like name@example.com</source>
        <translation>muss eine E-Mail-Adresse wie name@example.com sein</translation>
    </message>
    <message>
        <source>is required</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>%1 is required</source>
        <translation>%1 fehlt</translation>
    </message>
</context>
<context>
    <name>showProgress</name>
    <message>
        <source>Stop saving</source>
        <translation>Speichern abbrechen</translation>
    </message>
</context>
</TS>

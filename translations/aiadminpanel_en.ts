<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>AuditPage</name>
    <message numerus="yes">
        <source>%1 of %Ln entries</source>
        <translation>
            <numerusform>%1 of %Ln entry</numerusform>
            <numerusform>%1 of %Ln entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ComposeForm</name>
    <message numerus="yes">
        <source>Compose file of %Ln line(s)</source>
        <translation>
            <numerusform>Compose file of %Ln line</numerusform>
            <numerusform>Compose file of %Ln lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeleteDialog</name>
    <message numerus="yes">
        <source>Delete %n services</source>
        <translation>
            <numerusform>Delete %n service</numerusform>
            <numerusform>Delete %n services</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Type %n to confirm</source>
        <translation>
            <numerusform>Type %n to confirm</numerusform>
            <numerusform>Type %n to confirm</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message numerus="yes">
        <source>%1 did not answer within %n s</source>
        <translation>
            <numerusform>%1 did not answer within %n s</numerusform>
            <numerusform>%1 did not answer within %n s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LogBar</name>
    <message numerus="yes">
        <source>%Ln line(s)…</source>
        <translation>
            <numerusform>%Ln line…</numerusform>
            <numerusform>%Ln lines…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln line</numerusform>
            <numerusform>%Ln lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LogExport</name>
    <message numerus="yes">
        <source>%Ln line(s) are missing here</source>
        <translation>
            <numerusform>%Ln line is missing here</numerusform>
            <numerusform>%Ln lines are missing here</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message numerus="yes">
        <source>%Ln line(s) are missing here</source>
        <translation>
            <numerusform>%Ln line is missing here</numerusform>
            <numerusform>%Ln lines are missing here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new line(s)</source>
        <translation>
            <numerusform>%Ln new line</numerusform>
            <numerusform>%Ln new lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message numerus="yes">
        <source>%n service(s)</source>
        <translation>
            <numerusform>%n service</numerusform>
            <numerusform>%n services</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OperationView</name>
    <message numerus="yes">
        <source>… %Ln entries are left out …</source>
        <translation>
            <numerusform>… %Ln entry is left out …</numerusform>
            <numerusform>… %Ln entries are left out …</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ServicesPage</name>
    <message numerus="yes">
        <source>%n service(s)</source>
        <translation>
            <numerusform>%n service</numerusform>
            <numerusform>%n services</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TemplateForm</name>
    <message numerus="yes">
        <source>Leave empty and the server makes one of %n characters</source>
        <translation>
            <numerusform>Leave empty and the server makes one of %n character</numerusform>
            <numerusform>Leave empty and the server makes one of %n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TemplatesPage</name>
    <message numerus="yes">
        <source>%n template file(s) were left out: %1</source>
        <translation>
            <numerusform>%n template file was left out: %1</numerusform>
            <numerusform>%n template files were left out: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>format</name>
    <message numerus="yes">
        <source>%n check(s) in a row have failed</source>
        <translation>
            <numerusform>%n check has failed</numerusform>
            <numerusform>%n checks in a row have failed</numerusform>
        </translation>
    </message>
</context>
</TS>

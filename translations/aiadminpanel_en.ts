<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<!-- English as it is written in the sources; only what needs a singular and a plural stands here. -->
<TS version="2.1" language="en">
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
    <name>LogView</name>
    <message numerus="yes">
        <source>%n new line(s)</source>
        <translation>
            <numerusform>%n new line</numerusform>
            <numerusform>%n new lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) are missing here</source>
        <translation>
            <numerusform>%n line is missing here</numerusform>
            <numerusform>%n lines are missing here</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LogBar</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)…</source>
        <translation>
            <numerusform>%n line…</numerusform>
            <numerusform>%n lines…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LogExport</name>
    <message numerus="yes">
        <source>%n line(s) are missing here</source>
        <translation>
            <numerusform>%n line is missing here</numerusform>
            <numerusform>%n lines are missing here</numerusform>
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
    <name>ComposeForm</name>
    <message numerus="yes">
        <source>Compose file of %n line(s)</source>
        <translation>
            <numerusform>Compose file of %n line</numerusform>
            <numerusform>Compose file of %n lines</numerusform>
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
    <name>OperationView</name>
    <message numerus="yes">
        <source>… %n entries are left out …</source>
        <translation>
            <numerusform>… %n entry is left out …</numerusform>
            <numerusform>… %n entries are left out …</numerusform>
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

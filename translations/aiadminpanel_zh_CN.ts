<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ApiClient</name>
    <message>
        <source>The connection was closed</source>
        <translation>连接已关闭</translation>
    </message>
    <message>
        <source>%1 is not the server itself, it points elsewhere</source>
        <translation>%1 不是服务器本身，它指向别处</translation>
    </message>
    <message>
        <source>Use the address it points to if you trust it: %1</source>
        <translation>如果信任它所指向的地址，请使用该地址：%1</translation>
    </message>
    <message>
        <source>Use the server&apos;s own address.</source>
        <translation>请使用服务器自己的地址。</translation>
    </message>
</context>
<context>
    <name>ApiRequest</name>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an id of this kind</source>
        <translation>“%1”不是此类标识</translation>
    </message>
    <message>
        <source>Check that this is the address of an AI Admin Panel server and that its version fits this program.</source>
        <translation>请检查这是否为 AI Admin Panel 服务器的地址，以及其版本是否与本程序相符。</translation>
    </message>
    <message>
        <source>The server&apos;s answer is not understood</source>
        <translation>无法理解服务器的应答</translation>
    </message>
</context>
<context>
    <name>AuditModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>To what</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>AuditPage</name>
    <message>
        <source>Audit log</source>
        <translation>审计日志</translation>
    </message>
    <message>
        <source>Filter: words, action:services</source>
        <translation>筛选：词语、action:services</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Nothing was done, or tried, in this time.</source>
        <translation>此时间段内没有执行或尝试任何操作。</translation>
    </message>
    <message>
        <source>No entry matches this filter.</source>
        <translation>没有条目符合此筛选条件。</translation>
    </message>
    <message>
        <source>What was changed</source>
        <translation>更改内容</translation>
    </message>
    <message>
        <source>Nothing that is stored was changed.</source>
        <translation>没有更改任何已保存的内容。</translation>
    </message>
    <message>
        <source>Load older entries</source>
        <translation>加载更早的条目</translation>
    </message>
    <message>
        <source>All by the same</source>
        <translation>同一操作者的全部条目</translation>
    </message>
    <message>
        <source>All that was done to it</source>
        <translation>对该对象的全部操作</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>最近 1 小时</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>最近 24 小时</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>All time</source>
        <translation>全部时间</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Done and refused</source>
        <translation>已执行和已拒绝</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已执行</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Show all entries again</source>
        <translation>重新显示全部条目</translation>
    </message>
    <message>
        <source>By %1</source>
        <translation>操作者：%1</translation>
    </message>
    <message>
        <source>To %1</source>
        <translation>对象：%1</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>离线时不可用</translation>
    </message>
    <message>
        <source>Your key may not read the audit log.</source>
        <translation>您的密钥无权读取审计日志。</translation>
    </message>
    <message>
        <source>The audit log could not be loaded.</source>
        <translation>无法加载审计日志。</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln entries</source>
        <translation>
            <numerusform>%1 / %Ln 个条目</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was refused</source>
        <translation>%1 被拒绝</translation>
    </message>
    <message>
        <source>By %1 from %2, %3</source>
        <translation>操作者：%1，来源：%2，%3</translation>
    </message>
    <message>
        <source>nobody who is known</source>
        <translation>未知身份</translation>
    </message>
    <message>
        <source>the panel itself</source>
        <translation>面板自身</translation>
    </message>
    <message>
        <source>Request %1</source>
        <translation>请求 %1</translation>
    </message>
    <message>
        <source>All by %1</source>
        <translation>%1 的全部条目</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>JSON 行 (*.jsonl)</translation>
    </message>
    <message>
        <source>Save audit log</source>
        <translation>保存审计日志</translation>
    </message>
    <message>
        <source>Saving the audit log…</source>
        <translation>正在保存审计日志…</translation>
    </message>
    <message>
        <source>The audit log could not be saved.</source>
        <translation>无法保存审计日志。</translation>
    </message>
    <message>
        <source>Saved to %1</source>
        <translation>已保存到 %1</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Request %1</source>
        <translation>请求 %1</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>BrowserSignIn</name>
    <message>
        <source>Nobody has signed in</source>
        <translation>无人登录</translation>
    </message>
    <message>
        <source>Begin again when you are ready.</source>
        <translation>准备好后请重新开始。</translation>
    </message>
    <message>
        <source>The sign-in was given up</source>
        <translation>登录已放弃</translation>
    </message>
    <message>
        <source>Desktop</source>
        <translation>桌面</translation>
    </message>
    <message>
        <source>This computer lets no program listen: %1</source>
        <translation>此计算机不允许任何程序监听：%1</translation>
    </message>
    <message>
        <source>There is nothing here.</source>
        <translation>这里没有内容。</translation>
    </message>
    <message>
        <source>The sign-in was cancelled in the browser</source>
        <translation>登录已在浏览器中取消</translation>
    </message>
    <message>
        <source>Cancelled. You may close this page.</source>
        <translation>已取消。您可以关闭此页面。</translation>
    </message>
    <message>
        <source>Signed in. You may close this page and go back to AI Admin Panel.</source>
        <translation>已登录。您可以关闭此页面并返回 AI Admin Panel。</translation>
    </message>
</context>
<context>
    <name>CacheFile</name>
    <message>
        <source>%1 cannot be written</source>
        <translation>无法写入 %1</translation>
    </message>
</context>
<context>
    <name>CertificateTrust</name>
    <message>
        <source>%1 shows another certificate than the one you trusted</source>
        <translation>%1 出示的证书与您信任的证书不同</translation>
    </message>
    <message>
        <source>Ask whoever runs the server whether it was renewed, then compare the fingerprint %1 and trust it again.</source>
        <translation>请询问服务器管理员证书是否已更新，然后比对指纹 %1 并重新信任它。</translation>
    </message>
    <message>
        <source>The certificate of %1 is not trusted: %2</source>
        <translation>%1 的证书不受信任：%2</translation>
    </message>
    <message>
        <source>unknown reason</source>
        <translation>原因未知</translation>
    </message>
    <message>
        <source>If this is your own server, compare the fingerprint %1 with the one on the server and trust it for this profile.</source>
        <translation>如果这是您自己的服务器，请将指纹 %1 与服务器上的指纹比对，并在此配置中信任它。</translation>
    </message>
</context>
<context>
    <name>ChangeModel</name>
    <message>
        <source>(empty)</source>
        <translation>(空)</translation>
    </message>
    <message>
        <source>(secret)</source>
        <translation>(机密)</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>变量</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>更改前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>更改后</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Find an action, service or template</source>
        <translation>查找操作、服务或模板</translation>
    </message>
    <message>
        <source>Nothing is called that.</source>
        <translation>没有此名称的项目。</translation>
    </message>
</context>
<context>
    <name>ComposeForm</name>
    <message>
        <source>Compose file</source>
        <translation>Compose 文件</translation>
    </message>
    <message>
        <source>Ctrl+Tab leaves the editor</source>
        <translation>按 Ctrl+Tab 离开编辑器</translation>
    </message>
    <message>
        <source>Open file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Compose file *</source>
        <translation>Compose 文件 *</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>变量</translation>
    </message>
    <message>
        <source>Values for ${NAME} in the file, one NAME=value a line.</source>
        <translation>文件中 ${NAME} 的值，每行一个 NAME=值。</translation>
    </message>
    <message>
        <source>Open Compose file</source>
        <translation>打开 Compose 文件</translation>
    </message>
    <message>
        <source>Compose files (*.yaml *.yml);;All files (*)</source>
        <translation>Compose 文件 (*.yaml *.yml);;所有文件 (*)</translation>
    </message>
    <message>
        <source>The file is larger than 1 MiB.</source>
        <translation>文件大于 1 MiB。</translation>
    </message>
    <message>
        <source>The file cannot be read: %1</source>
        <translation>无法读取文件：%1</translation>
    </message>
    <message numerus="yes">
        <source>Compose file of %Ln line(s)</source>
        <translation>
            <numerusform>%Ln 行的 Compose 文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Paste a Compose file or open one.</source>
        <translation>请粘贴或打开一个 Compose 文件。</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>第 %1 行：%2</translation>
    </message>
</context>
<context>
    <name>ConnectDialog</name>
    <message>
        <source>Forget server</source>
        <translation>移除服务器</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Sign in with the browser</source>
        <translation>通过浏览器登录</translation>
    </message>
    <message>
        <source>Connect to a server</source>
        <translation>连接到服务器</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use this computer</source>
        <translation>使用此计算机</translation>
    </message>
    <message>
        <source>Starts a server on this computer and connects to it. It needs no address and no key, and ends together with this window; the services you deploy keep running and are there again the next time.</source>
        <translation>在此计算机上启动服务器并连接到它。无需地址和密钥，服务器随此窗口一起结束；您部署的服务会继续运行，下次仍在。</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>Same as the address</source>
        <translation>与地址相同</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Over http the key crosses the network readable for everyone. Use https.</source>
        <translation>通过 http 时，密钥会以任何人都能读取的形式在网络上传输。请使用 https。</translation>
    </message>
    <message>
        <source>Or</source>
        <translation>或者</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>此计算机</translation>
    </message>
    <message>
        <source>New server</source>
        <translation>新服务器</translation>
    </message>
    <message>
        <source>Start and connect</source>
        <translation>启动并连接</translation>
    </message>
    <message>
        <source>Kept in memory until this program ends: no keychain is open.</source>
        <translation>保存在内存中直到程序结束：没有打开的密钥环。</translation>
    </message>
    <message>
        <source>Kept in the system&apos;s keychain.</source>
        <translation>保存在系统密钥环中。</translation>
    </message>
    <message>
        <source>A new server writes its first key into the file bootstrap.key of its data directory.</source>
        <translation>新服务器会把首个密钥写入其数据目录中的 bootstrap.key 文件。</translation>
    </message>
    <message>
        <source>Forget %1? Its key is removed from the keychain, and what was kept of it for working offline. The server itself stays as it is.</source>
        <translation>移除 %1？其密钥以及为离线使用保存的内容都会从本机删除。服务器本身保持不变。</translation>
    </message>
    <message>
        <source>The keychain could not be opened. If it has a key for %1, that key stays in it.</source>
        <translation>无法打开密钥环。如果其中有 %1 的密钥，该密钥会保留。</translation>
    </message>
    <message>
        <source>The keychain has no key for this server, or is locked. Enter the key again.</source>
        <translation>密钥环中没有此服务器的密钥，或密钥环已锁定。请重新输入密钥。</translation>
    </message>
    <message>
        <source>The server shows another certificate than the one you trusted. It may have been renewed, or it is another server.</source>
        <translation>服务器出示的证书与您信任的证书不同。证书可能已更新，也可能是另一台服务器。</translation>
    </message>
    <message>
        <source>The system does not trust this server&apos;s certificate: %1</source>
        <translation>系统不信任此服务器的证书：%1</translation>
    </message>
    <message>
        <source>unknown reason</source>
        <translation>原因未知</translation>
    </message>
    <message>
        <source>Unknown certificate</source>
        <translation>未知证书</translation>
    </message>
    <message>
        <source>For %1
From %2
Valid until %3

SHA-256 %4

Trust it only when this is what the server&apos;s own certificate has.</source>
        <translation>颁发给 %1
颁发者 %2
有效期至 %3

SHA-256 %4

仅当这与服务器自身证书的指纹一致时才信任它。</translation>
    </message>
    <message>
        <source>Trust this certificate</source>
        <translation>信任此证书</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>The connection failed.</source>
        <translation>连接失败。</translation>
    </message>
    <message>
        <source>The address %1.</source>
        <translation>地址%1。</translation>
    </message>
    <message>
        <source>The browser could not be opened.</source>
        <translation>无法打开浏览器。</translation>
    </message>
    <message>
        <source>Your browser asks whether this program may sign in. Answer there.</source>
        <translation>浏览器会询问是否允许本程序登录。请在浏览器中回答。</translation>
    </message>
    <message>
        <source>The sign-in failed.</source>
        <translation>登录失败。</translation>
    </message>
    <message>
        <source>A key is needed to connect.</source>
        <translation>连接需要密钥。</translation>
    </message>
    <message>
        <source>The server does not know this key.</source>
        <translation>服务器不认识此密钥。</translation>
    </message>
</context>
<context>
    <name>DeleteDialog</name>
    <message>
        <source>Delete %1</source>
        <translation>删除 %1</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n services</source>
        <translation>
            <numerusform>删除 %n 个服务</numerusform>
        </translation>
    </message>
    <message>
        <source>The programs are stopped and the name is free at once. Data is kept in the server&apos;s trash for some days, then it is gone. Nobody can reach the address any more.</source>
        <translation>程序会停止，名称立即可用。数据在服务器回收站中保留数天，之后即被清除。该地址将无法再访问。</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Type %1 to confirm</source>
        <translation>输入 %1 以确认</translation>
    </message>
    <message numerus="yes">
        <source>Type %n to confirm</source>
        <translation>
            <numerusform>输入 %n 以确认</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Delete service</source>
        <translation>删除服务</translation>
    </message>
</context>
<context>
    <name>DeployDialog</name>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Deploy service</source>
        <translation>部署服务</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>This is what you typed the last time. What may be secret was not kept.</source>
        <translation>这是您上次输入的内容。可能属于机密的内容未保存。</translation>
    </message>
    <message>
        <source>Start anew</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>What do you want to deploy?</source>
        <translation>您想部署什么？</translation>
    </message>
    <message>
        <source>Deploy %1</source>
        <translation>部署 %1</translation>
    </message>
    <message>
        <source>This is what will happen</source>
        <translation>将执行以下内容</translation>
    </message>
    <message>
        <source>Deploying %1</source>
        <translation>正在部署 %1</translation>
    </message>
    <message>
        <source>You may close this; the deployment goes on</source>
        <translation>您可以关闭此窗口，部署会继续</translation>
    </message>
    <message>
        <source>Nothing has been changed yet</source>
        <translation>尚未做任何更改</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>Show service</source>
        <translation>显示服务</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>离线时不可用</translation>
    </message>
    <message>
        <source>Look at what is marked below.</source>
        <translation>请查看下方标出的内容。</translation>
    </message>
    <message>
        <source>The template could not be loaded.</source>
        <translation>无法加载模板。</translation>
    </message>
    <message>
        <source>The server does not accept this yet.</source>
        <translation>服务器尚不接受此内容。</translation>
    </message>
    <message>
        <source>The service was not created.</source>
        <translation>未创建服务。</translation>
    </message>
    <message>
        <source>%1 is running</source>
        <translation>%1 正在运行</translation>
    </message>
    <message>
        <source>The deployment of %1 was cancelled</source>
        <translation>%1 的部署已取消</translation>
    </message>
    <message>
        <source>%1 could not be deployed</source>
        <translation>无法部署 %1</translation>
    </message>
</context>
<context>
    <name>DeploymentModel</name>
    <message>
        <source>Live</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>%1, as revision %2</source>
        <translation>%1，作为修订版 %2</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>修订版</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>By</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>耗时</translation>
    </message>
</context>
<context>
    <name>DeploymentsTab</name>
    <message>
        <source>Deployments</source>
        <translation>部署</translation>
    </message>
    <message>
        <source>No deployments are kept.</source>
        <translation>没有保存的部署记录。</translation>
    </message>
    <message>
        <source>Changed variables</source>
        <translation>已更改的变量</translation>
    </message>
    <message>
        <source>No variable was changed by this deployment.</source>
        <translation>此次部署没有更改任何变量。</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>回滚…</translation>
    </message>
    <message>
        <source>Show operation</source>
        <translation>显示操作</translation>
    </message>
    <message>
        <source>The deployments could not be loaded.</source>
        <translation>无法加载部署记录。</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>Commit %1</source>
        <translation>提交 %1</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>离线时不可用</translation>
    </message>
    <message>
        <source>This key lacks the permission services.deploy</source>
        <translation>此密钥缺少权限 services.deploy</translation>
    </message>
    <message>
        <source>This revision runs already</source>
        <translation>此修订版已在运行</translation>
    </message>
    <message>
        <source>Only what has succeeded can be brought back</source>
        <translation>只能恢复已成功的部署</translation>
    </message>
    <message>
        <source>Shows first what would change</source>
        <translation>先显示将发生的更改</translation>
    </message>
    <message>
        <source>Select a deployment to see what it changed.</source>
        <translation>选择一个部署以查看其更改内容。</translation>
    </message>
    <message>
        <source>This is the first deployment. There is nothing before it to compare with.</source>
        <translation>这是首次部署。之前没有可比较的内容。</translation>
    </message>
</context>
<context>
    <name>Download</name>
    <message>
        <source>The server has sent nothing for a minute</source>
        <translation>服务器已有一分钟未发送任何内容</translation>
    </message>
    <message>
        <source>Try again; if it stays so, look at the server&apos;s load and its log.</source>
        <translation>请重试；如果仍然如此，请查看服务器的负载和日志。</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Make room, or choose another folder.</source>
        <translation>请腾出空间或选择其他文件夹。</translation>
    </message>
</context>
<context>
    <name>EventStream</name>
    <message>
        <source>The server has been silent too long.</source>
        <translation>服务器沉默时间过长。</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message numerus="yes">
        <source>%1 did not answer within %n s</source>
        <translation>
            <numerusform>%1 在 %n 秒内没有应答</numerusform>
        </translation>
    </message>
    <message>
        <source>Try again; if it stays so, look at the server&apos;s load and its log.</source>
        <translation>请重试；如果仍然如此，请查看服务器的负载和日志。</translation>
    </message>
    <message>
        <source>The connection was closed</source>
        <translation>连接已关闭</translation>
    </message>
    <message>
        <source>The server&apos;s answer is larger than %1 MiB</source>
        <translation>服务器的应答大于 %1 MiB</translation>
    </message>
    <message>
        <source>Ask for less at once, for example with a filter.</source>
        <translation>请一次少请求一些，例如使用筛选。</translation>
    </message>
</context>
<context>
    <name>FilterCompleter</name>
    <message>
        <source>Completions of the filter</source>
        <translation>筛选补全</translation>
    </message>
</context>
<context>
    <name>GitForm</name>
    <message>
        <source>The repository&apos;s default branch</source>
        <translation>仓库的默认分支</translation>
    </message>
    <message>
        <source>The top of the repository</source>
        <translation>仓库的根目录</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>With a compose.yaml or a Dockerfile in it; the server fetches and builds it.</source>
        <translation>其中应有 compose.yaml 或 Dockerfile；服务器会获取并构建它。</translation>
    </message>
    <message>
        <source>Branch, tag or commit</source>
        <translation>分支、标签或提交</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Password, token or ssh key</source>
        <translation>密码、令牌或 ssh 密钥</translation>
    </message>
    <message>
        <source>Only for repositories that need one; for ssh a private key without a passphrase. It is stored encrypted and never shown again.</source>
        <translation>仅用于需要凭据的仓库；ssh 需使用无口令的私钥。加密保存，不再显示。</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1，位于 %2</translation>
    </message>
</context>
<context>
    <name>ImageForm</name>
    <message>
        <source>Image</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Name and tag, with its registry in front when it is not Docker Hub.</source>
        <translation>名称和标签，如果不是 Docker Hub，请在前面加上仓库地址。</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Separated by commas: 80 gets a free port of the host, 8080:80 that one, 53:53/udp for UDP.</source>
        <translation>以逗号分隔：80 使用主机的空闲端口，8080:80 使用指定端口，53:53/udp 用于 UDP。</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境变量</translation>
    </message>
    <message>
        <source>One NAME=value a line. Names with PASSWORD, SECRET, TOKEN or KEY are kept as secrets.</source>
        <translation>每行一个 NAME=值。名称含 PASSWORD、SECRET、TOKEN 或 KEY 的会作为机密保存。</translation>
    </message>
</context>
<context>
    <name>LocalServer</name>
    <message>
        <source>The server program could not be started: %1</source>
        <translation>无法启动服务器程序：%1</translation>
    </message>
    <message>
        <source>The server program aiadminpaneld is not installed on this computer.</source>
        <translation>此计算机未安装服务器程序 aiadminpaneld。</translation>
    </message>
    <message>
        <source>The server&apos;s key %1 cannot be read.</source>
        <translation>无法读取服务器的密钥 %1。</translation>
    </message>
    <message>
        <source>Another server uses the data of this computer already. End it, or connect to it by its address.</source>
        <translation>另一台服务器已在使用此计算机的数据。请结束它，或通过其地址连接。</translation>
    </message>
    <message>
        <source>The server on this computer ended with code %1. %2</source>
        <translation>此计算机上的服务器以代码 %1 结束。%2</translation>
    </message>
</context>
<context>
    <name>LogBar</name>
    <message>
        <source>Previous match</source>
        <translation>上一个匹配</translation>
    </message>
    <message>
        <source>Previous match (Shift+N)</source>
        <translation>上一个匹配 (Shift+N)</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配</translation>
    </message>
    <message>
        <source>Next match (N)</source>
        <translation>下一个匹配 (N)</translation>
    </message>
    <message>
        <source>Only matches</source>
        <translation>仅匹配项</translation>
    </message>
    <message>
        <source>Show only the lines that match</source>
        <translation>仅显示匹配的行</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Keep the newest line in view (F)</source>
        <translation>保持显示最新一行 (F)</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>When each line was written (T)</source>
        <translation>每行的写入时间 (T)</translation>
    </message>
    <message>
        <source>Wrap</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>Break long lines (W)</source>
        <translation>长行换行 (W)</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>组件</translation>
    </message>
    <message>
        <source>Which components and streams are shown</source>
        <translation>显示哪些组件和输出流</translation>
    </message>
    <message>
        <source>Find in the log</source>
        <translation>在日志中查找</translation>
    </message>
    <message>
        <source>Text or a regular expression (/)</source>
        <translation>文本或正则表达式 (/)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save lines to a file (E)</source>
        <translation>将行保存到文件 (E)</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Take these lines away; the server keeps them (C)</source>
        <translation>移走这些行，服务器会保留 (C)</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>所有行</translation>
    </message>
    <message>
        <source>Only lines that match</source>
        <translation>仅匹配的行</translation>
    </message>
    <message>
        <source>With 2 lines around each</source>
        <translation>每个匹配前后各 2 行</translation>
    </message>
    <message>
        <source>With 10 lines around each</source>
        <translation>每个匹配前后各 10 行</translation>
    </message>
    <message>
        <source>Save what is shown…</source>
        <translation>保存所显示的内容…</translation>
    </message>
    <message>
        <source>Save selection…</source>
        <translation>保存所选内容…</translation>
    </message>
    <message>
        <source>Save whole log…</source>
        <translation>保存完整日志…</translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%1 / %2 行</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在查找…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s)…</source>
        <translation>
            <numerusform>%Ln 行…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln 行</numerusform>
        </translation>
    </message>
    <message>
        <source>No times</source>
        <translation>不显示时间</translation>
    </message>
    <message>
        <source>Local time</source>
        <translation>本地时间</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>How long ago</source>
        <translation>距今多久</translation>
    </message>
    <message>
        <source>No component</source>
        <translation>无组件</translation>
    </message>
    <message>
        <source>Standard output</source>
        <translation>标准输出</translation>
    </message>
    <message>
        <source>Standard error</source>
        <translation>标准错误</translation>
    </message>
    <message>
        <source>The panel&apos;s own lines</source>
        <translation>面板自身的行</translation>
    </message>
</context>
<context>
    <name>LogExport</name>
    <message>
        <source>Save log</source>
        <translation>保存日志</translation>
    </message>
    <message>
        <source>The log could not be saved.</source>
        <translation>无法保存日志。</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
    <message>
        <source>Choose another folder, or make room.</source>
        <translation>请选择其他文件夹或腾出空间。</translation>
    </message>
    <message>
        <source>Saved %1 to %2</source>
        <translation>已将 %1 保存到 %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) are missing here</source>
        <translation>
            <numerusform>此处缺少 %Ln 行</numerusform>
        </translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>未加载</translation>
    </message>
    <message>
        <source>Saving the log of %1…</source>
        <translation>正在保存 %1 的日志…</translation>
    </message>
</context>
<context>
    <name>LogPane</name>
    <message>
        <source>The log could not be loaded.</source>
        <translation>无法加载日志。</translation>
    </message>
    <message>
        <source>Older lines could not be loaded.</source>
        <translation>无法加载更早的行。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>The log may not be read with this key.</source>
        <translation>此密钥无权读取日志。</translation>
    </message>
    <message>
        <source>Too long to look for</source>
        <translation>内容过长，无法查找</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message numerus="yes">
        <source>%Ln line(s) are missing here</source>
        <translation>
            <numerusform>此处缺少 %Ln 行</numerusform>
        </translation>
    </message>
    <message>
        <source>  … %1 more</source>
        <translation>  … 还有 %1</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>日志行</translation>
    </message>
    <message numerus="yes">
        <source>%Ln new line(s)</source>
        <translation>
            <numerusform>%Ln 个新行</numerusform>
        </translation>
    </message>
    <message>
        <source>No line matches.</source>
        <translation>没有匹配的行。</translation>
    </message>
    <message>
        <source>Cleared. New lines appear here as the service writes them.</source>
        <translation>已清除。服务写入新行后会显示在此处。</translation>
    </message>
    <message>
        <source>No lines yet. They appear here as the service writes them.</source>
        <translation>尚无日志行。服务写入后会显示在此处。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Remove bookmark</source>
        <translation>移除书签</translation>
    </message>
    <message>
        <source>Bookmark this line</source>
        <translation>为此行添加书签</translation>
    </message>
    <message>
        <source>Next bookmark</source>
        <translation>下一个书签</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Show cleared lines</source>
        <translation>显示已清除的行</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>此计算机</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>The server on this computer does not run.</source>
        <translation>此计算机上的服务器未运行。</translation>
    </message>
    <message>
        <source>Choose a server</source>
        <translation>选择服务器</translation>
    </message>
    <message>
        <source>No keychain is open on this system. The key is kept in memory until this program ends.</source>
        <translation>此系统没有打开的密钥环。密钥保存在内存中直到程序结束。</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Connect to another server…</source>
        <translation>连接到其他服务器…</translation>
    </message>
    <message>
        <source>Use this computer</source>
        <translation>使用此计算机</translation>
    </message>
    <message>
        <source>Sign out of this server</source>
        <translation>从此服务器注销</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>About AI Admin Panel</source>
        <translation>关于 AI Admin Panel</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>The server is version %1.</source>
        <translation>服务器版本为 %1。</translation>
    </message>
    <message>
        <source>AI Admin Panel %1</source>
        <translation>AI Admin Panel %1</translation>
    </message>
    <message>
        <source>Deploy and operate services on your own machines. %1

Free software under the GNU General Public License, version 3 or later.</source>
        <translation>在您自己的机器上部署和运行服务。%1

依据 GNU 通用公共许可证第 3 版或更高版本发布的自由软件。</translation>
    </message>
    <message>
        <source>%1 (Alt+%2)</source>
        <translation>%1 (Alt+%2)</translation>
    </message>
    <message>
        <source>%1/%2 requests</source>
        <translation>%1/%2 次请求</translation>
    </message>
    <message>
        <source>What is left of this minute&apos;s requests</source>
        <translation>本分钟剩余的请求次数</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message numerus="yes">
        <source>%n service(s)</source>
        <translation>
            <numerusform>%n 个服务</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Deploy service</source>
        <translation>部署服务</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>转到 %1</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Deploy %1</source>
        <translation>部署 %1</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>The server&apos;s catalog has no template %1. Its operator can put the file into a folder of templates.</source>
        <translation>服务器目录中没有模板 %1。其管理员可将文件放入模板文件夹。</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <translation>正在连接 %1…</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>离线时不可用</translation>
    </message>
    <message>
        <source>You are still signed in: the server could not be told.</source>
        <translation>您仍处于登录状态：无法通知服务器。</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>已注销</translation>
    </message>
    <message>
        <source>The key is gone from this computer. It was entered by hand, so on the server it goes on working until it is revoked.</source>
        <translation>密钥已从此计算机移除。它是手动输入的，在被吊销之前在服务器上仍然有效。</translation>
    </message>
    <message>
        <source>Signed out. The key has ended on the server.</source>
        <translation>已注销。密钥在服务器上已失效。</translation>
    </message>
    <message>
        <source>The keychain could not be opened. If it has the key, it stays in it.</source>
        <translation>无法打开密钥环。如果其中有该密钥，它会保留。</translation>
    </message>
    <message>
        <source>Starting a server on this computer…</source>
        <translation>正在此计算机上启动服务器…</translation>
    </message>
    <message>
        <source>No server</source>
        <translation>无服务器</translation>
    </message>
    <message>
        <source>Server: %1</source>
        <translation>服务器：%1</translation>
    </message>
    <message>
        <source>%1 (connecting) – AI Admin Panel</source>
        <translation>%1(正在连接)– AI Admin Panel</translation>
    </message>
    <message>
        <source>The server does not know this key any more.</source>
        <translation>服务器不再认识此密钥。</translation>
    </message>
    <message>
        <source>The server cannot be trusted any more.</source>
        <translation>无法再信任此服务器。</translation>
    </message>
    <message>
        <source>The server&apos;s data could not be loaded.</source>
        <translation>无法加载服务器的数据。</translation>
    </message>
    <message>
        <source>Choose a server…</source>
        <translation>选择服务器…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Not connected to %1</source>
        <translation>未连接到 %1</translation>
    </message>
    <message>
        <source>Nothing more is kept for working offline: %1. Everything else goes on as before.</source>
        <translation>不再为离线使用保存内容：%1。其他一切照旧。</translation>
    </message>
    <message>
        <source>%1 – AI Admin Panel</source>
        <translation>%1 – AI Admin Panel</translation>
    </message>
    <message>
        <source>%1 (offline) – AI Admin Panel</source>
        <translation>%1(离线)– AI Admin Panel</translation>
    </message>
    <message>
        <source>Connected to %1 with the key %2 (%3)</source>
        <translation>已连接到 %1，密钥 %2(%3)</translation>
    </message>
    <message>
        <source>Offline, as of %1 (%2); connecting again by itself</source>
        <translation>离线，数据截至 %1(%2)；将自动重新连接</translation>
    </message>
</context>
<context>
    <name>NetworkError</name>
    <message>
        <source>Nothing answers at %1</source>
        <translation>%1 没有应答</translation>
    </message>
    <message>
        <source>Check that the server is running and that the port is right.</source>
        <translation>请检查服务器是否在运行以及端口是否正确。</translation>
    </message>
    <message>
        <source>There is no computer named %1</source>
        <translation>没有名为 %1 的计算机</translation>
    </message>
    <message>
        <source>Check the spelling of the address and your network.</source>
        <translation>请检查地址的拼写和您的网络。</translation>
    </message>
    <message>
        <source>%1 closed the connection before it answered</source>
        <translation>%1 在应答之前关闭了连接</translation>
    </message>
    <message>
        <source>The server may be restarting; try again in a moment.</source>
        <translation>服务器可能正在重启，请稍后重试。</translation>
    </message>
    <message>
        <source>%1 did not answer in time</source>
        <translation>%1 未及时应答</translation>
    </message>
    <message>
        <source>Check your network and whether a firewall is in between.</source>
        <translation>请检查您的网络以及中间是否有防火墙。</translation>
    </message>
    <message>
        <source>No secure connection to %1 could be made: %2</source>
        <translation>无法与 %1 建立安全连接：%2</translation>
    </message>
    <message>
        <source>Check that the server speaks https on this port.</source>
        <translation>请检查服务器在此端口上是否使用 https。</translation>
    </message>
    <message>
        <source>%1 cannot be reached: %2</source>
        <translation>无法访问 %1：%2</translation>
    </message>
    <message>
        <source>Check your network and try again.</source>
        <translation>请检查您的网络并重试。</translation>
    </message>
    <message>
        <source>The connection to %1 failed: %2</source>
        <translation>连接 %1 失败：%2</translation>
    </message>
    <message>
        <source>Check that this is the address of an AI Admin Panel server.</source>
        <translation>请检查这是否为 AI Admin Panel 服务器的地址。</translation>
    </message>
</context>
<context>
    <name>NewsWatch</name>
    <message>
        <source>%1: %2 has succeeded</source>
        <translation>%1：%2成功</translation>
    </message>
    <message>
        <source>%1: %2 was cancelled</source>
        <translation>%1：%2已取消</translation>
    </message>
    <message>
        <source>%1: %2 has failed</source>
        <translation>%1：%2失败</translation>
    </message>
    <message>
        <source>%1 has failed</source>
        <translation>%1 失败</translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>OperationModel</name>
    <message>
        <source>Operation</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>正在进行</translation>
    </message>
    <message>
        <source>By</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>耗时</translation>
    </message>
</context>
<context>
    <name>OperationView</name>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>No steps yet.</source>
        <translation>尚无步骤。</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>过程记录</translation>
    </message>
    <message>
        <source>Cancel operation</source>
        <translation>取消操作</translation>
    </message>
    <message>
        <source>Show service</source>
        <translation>显示服务</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>The journal is empty.</source>
        <translation>过程记录为空。</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>What is done to which service: &quot;Deploy shop&quot;</extracomment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>took %1, by %2, %3</source>
        <extracomment>How long an operation took or has been running, who began it and when</extracomment>
        <translation>耗时 %1，操作者 %2，%3</translation>
    </message>
    <message>
        <source>for %1, by %2, %3</source>
        <translation>已进行 %1，操作者 %2，%3</translation>
    </message>
    <message>
        <source>Must end by %1</source>
        <translation>必须在 %1 之前结束</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>离线时不可用</translation>
    </message>
    <message>
        <source>The last good state comes back</source>
        <translation>恢复到上一个正常状态</translation>
    </message>
    <message>
        <source>This key lacks the permission operations.cancel</source>
        <translation>此密钥缺少权限 operations.cancel</translation>
    </message>
    <message>
        <source>The journal could not be loaded.</source>
        <translation>无法加载过程记录。</translation>
    </message>
    <message numerus="yes">
        <source>… %Ln entries are left out …</source>
        <translation>
            <numerusform>… 省略了 %Ln 个条目 …</numerusform>
        </translation>
    </message>
    <message>
        <source>The operation could not be cancelled.</source>
        <translation>无法取消操作。</translation>
    </message>
</context>
<context>
    <name>OperationsPage</name>
    <message>
        <source>Operations</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Filter: words, status:failed</source>
        <translation>筛选：词语、status:failed</translation>
    </message>
    <message>
        <source>Nothing has been done yet. Deployments, starts and stops appear here.</source>
        <translation>尚无操作。部署、启动和停止会显示在此处。</translation>
    </message>
    <message>
        <source>No operation matches this filter.</source>
        <translation>没有操作符合此筛选条件。</translation>
    </message>
    <message>
        <source>The operations could not be loaded.</source>
        <translation>无法加载操作。</translation>
    </message>
</context>
<context>
    <name>OverviewTab</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>健康状况</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>修订版</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Deployed</source>
        <translation>部署时间</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Latest operation</source>
        <translation>最近的操作</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Show the latest</source>
        <translation>显示最近的操作</translation>
    </message>
</context>
<context>
    <name>PanelPage</name>
    <message>
        <source>Back to the list (Esc)</source>
        <translation>返回列表 (Esc)</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Choose a server…</source>
        <translation>选择服务器…</translation>
    </message>
</context>
<context>
    <name>PlanView</name>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>CPU limit</source>
        <translation>CPU 限制</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Memory limit</source>
        <translation>内存限制</translation>
    </message>
    <message>
        <source>Volumes</source>
        <translation>卷</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>组件</translation>
    </message>
    <message>
        <source>Ports: %1</source>
        <translation>端口：%1</translation>
    </message>
    <message>
        <source>From the host&apos;s packages: %1</source>
        <translation>来自主机软件包：%1</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>变量</translation>
    </message>
    <message>
        <source>Secret, stored encrypted</source>
        <translation>机密，加密保存</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>空</translation>
    </message>
</context>
<context>
    <name>RecordTable</name>
    <message>
        <source>Clear filter</source>
        <translation>清除筛选</translation>
    </message>
</context>
<context>
    <name>RollbackDialog</name>
    <message>
        <source>What changes</source>
        <translation>更改内容</translation>
    </message>
    <message>
        <source>All variables stay as they are.</source>
        <translation>所有变量保持不变。</translation>
    </message>
    <message>
        <source>Roll back to revision %1</source>
        <translation>回滚到修订版 %1</translation>
    </message>
    <message>
        <source>Roll back %1</source>
        <translation>回滚 %1</translation>
    </message>
    <message>
        <source>Deployed %1 by %2. It becomes a new revision; what runs now keeps running until that one is healthy.</source>
        <translation>由 %2 部署于 %1。它将成为新的修订版；当前运行的内容会继续运行，直到新版健康。</translation>
    </message>
    <message>
        <source>Whole plan</source>
        <translation>完整计划</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Roll back %1 to revision %2</source>
        <translation>将 %1 回滚到修订版 %2</translation>
    </message>
    <message>
        <source>This deployment cannot be brought back.</source>
        <translation>无法恢复此部署。</translation>
    </message>
    <message>
        <source>What runs now could not be loaded.</source>
        <translation>无法加载当前运行的内容。</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>离线时不可用</translation>
    </message>
    <message>
        <source>The rollback did not start.</source>
        <translation>回滚未能开始。</translation>
    </message>
</context>
<context>
    <name>ServerAddress</name>
    <message>
        <source>is required, for example https://panel.example.com</source>
        <translation>不能为空，例如 https://panel.example.com</translation>
    </message>
    <message>
        <source>is no address; write it like https://panel.example.com</source>
        <translation>无效；请写成 https://panel.example.com 这样的形式</translation>
    </message>
    <message>
        <source>must begin with http:// or https://</source>
        <translation>必须以 http:// 或 https:// 开头</translation>
    </message>
    <message>
        <source>must not hold a user or password; the key goes below</source>
        <translation>不得包含用户名或密码；密钥请填在下方</translation>
    </message>
    <message>
        <source>must end after the host, the port or a path</source>
        <translation>必须在主机、端口或路径之后结束</translation>
    </message>
</context>
<context>
    <name>ServiceActions</name>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>Deploy again</source>
        <translation>重新部署</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>离线时不可用</translation>
    </message>
    <message>
        <source>This key lacks the permission %1</source>
        <translation>此密钥缺少权限 %1</translation>
    </message>
    <message>
        <source>Not started: %1</source>
        <translation>未启动：%1</translation>
    </message>
    <message>
        <source>Not stopped: %1</source>
        <translation>未停止：%1</translation>
    </message>
    <message>
        <source>Not restarted: %1</source>
        <translation>未重启：%1</translation>
    </message>
    <message>
        <source>Not deployed: %1</source>
        <translation>未部署：%1</translation>
    </message>
    <message>
        <source>Stopping %1</source>
        <translation>正在停止 %1</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>Not deleted: %1</source>
        <translation>未删除：%1</translation>
    </message>
</context>
<context>
    <name>ServiceModel</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>健康状况</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>更新时间</translation>
    </message>
</context>
<context>
    <name>ServiceView</name>
    <message>
        <source>Details of the service</source>
        <translation>服务详情</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Deployments</source>
        <translation>部署</translation>
    </message>
</context>
<context>
    <name>ServicesPage</name>
    <message>
        <source>No services yet. Deploy the first one from a template, an image or a repository.</source>
        <translation>尚无服务。请用模板、镜像或仓库部署第一个服务。</translation>
    </message>
    <message>
        <source>No services yet. This key may not deploy any.</source>
        <translation>尚无服务。此密钥无权部署。</translation>
    </message>
    <message>
        <source>Deploy service</source>
        <translation>部署服务</translation>
    </message>
    <message>
        <source>No service matches this filter.</source>
        <translation>没有服务符合此筛选条件。</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Filter: words, status:failed</source>
        <translation>筛选：词语、status:failed</translation>
    </message>
    <message>
        <source>The services could not be loaded.</source>
        <translation>无法加载服务。</translation>
    </message>
    <message numerus="yes">
        <source>%n service(s)</source>
        <translation>
            <numerusform>%n 个服务</numerusform>
        </translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>离线时不可用</translation>
    </message>
    <message>
        <source>This key lacks the permission services.deploy</source>
        <translation>此密钥缺少权限 services.deploy</translation>
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
        <translation>查找命令、服务或模板</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>Deploy service</source>
        <translation>部署服务</translation>
    </message>
    <message>
        <source>Ctrl+F</source>
        <translation>Ctrl+F</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Tab, Enter</source>
        <translation>Tab, Enter</translation>
    </message>
    <message>
        <source>In the filter: take what is offered</source>
        <translation>在筛选中：采用建议</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>Log of the selected service</source>
        <translation>所选服务的日志</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation>Ctrl+O</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Enter, Space</source>
        <translation>Enter, 空格</translation>
    </message>
    <message>
        <source>Details in full height</source>
        <translation>详情占满高度</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Back to the table</source>
        <translation>返回表格</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Alt+1 … 9</source>
        <translation>Alt+1 … 9</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Follow or pause</source>
        <translation>跟随或暂停</translation>
    </message>
    <message>
        <source>Times: none, local, UTC, how long ago</source>
        <translation>时间：不显示、本地、UTC、距今多久</translation>
    </message>
    <message>
        <source>Break long lines</source>
        <translation>长行换行</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>N, Shift+N</source>
        <translation>N, Shift+N</translation>
    </message>
    <message>
        <source>Next and previous match</source>
        <translation>下一个和上一个匹配</translation>
    </message>
    <message>
        <source>G, Shift+G</source>
        <translation>G, Shift+G</translation>
    </message>
    <message>
        <source>Start and end</source>
        <translation>开头和结尾</translation>
    </message>
    <message>
        <source>M, Shift+M</source>
        <translation>M, Shift+M</translation>
    </message>
    <message>
        <source>Bookmark a line, next bookmark</source>
        <translation>为行添加书签，下一个书签</translation>
    </message>
    <message>
        <source>Save to a file</source>
        <translation>保存到文件</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Anywhere</source>
        <translation>任何位置</translation>
    </message>
    <message>
        <source>In the log</source>
        <translation>在日志中</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SourceChooser</name>
    <message>
        <source>No template matches.</source>
        <translation>没有匹配的模板。</translation>
    </message>
    <message>
        <source>This server has no container engine that answers. Only templates can be deployed until it has one.</source>
        <translation>此服务器没有可用的容器引擎。在具备之前只能部署模板。</translation>
    </message>
    <message>
        <source>What to deploy</source>
        <translation>部署内容</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Compose file</source>
        <translation>Compose 文件</translation>
    </message>
    <message>
        <source>Git repository</source>
        <translation>Git 仓库</translation>
    </message>
    <message>
        <source>Search templates</source>
        <translation>搜索模板</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Coming soon</source>
        <translation>即将推出</translation>
    </message>
    <message>
        <source>Needs on the server: apt install %1</source>
        <translation>服务器上需要：apt install %1</translation>
    </message>
</context>
<context>
    <name>SourceForm</name>
    <message>
        <source>Service name</source>
        <translation>服务名称</translation>
    </message>
    <message>
        <source>Letters a to z, digits and hyphens. It becomes part of addresses.</source>
        <translation>字母 a 到 z、数字和连字符。名称将成为地址的一部分。</translation>
    </message>
</context>
<context>
    <name>StateView</name>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>This key lacks the permission %1. Someone with an admin key can make one that has it.</source>
        <translation>此密钥缺少权限 %1。持有管理员密钥的人可以创建具有该权限的密钥。</translation>
    </message>
</context>
<context>
    <name>StepModel</name>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>TemplateForm</name>
    <message>
        <source>On</source>
        <translation>启用</translation>
    </message>
    <message numerus="yes">
        <source>Leave empty and the server makes one of %n characters</source>
        <translation>
            <numerusform>留空则由服务器生成 %n 个字符</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TemplateModel</name>
    <message>
        <source>Coming soon</source>
        <translation>即将推出</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Needs %1</source>
        <translation>需要 %1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>On the server: apt install %1</source>
        <translation>在服务器上：apt install %1</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>说明</translation>
    </message>
</context>
<context>
    <name>TemplatesPage</name>
    <message>
        <source>Templates</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Filter: words, category:databases</source>
        <translation>筛选：词语、category:数据库</translation>
    </message>
    <message>
        <source>Deploy template</source>
        <translation>部署模板</translation>
    </message>
    <message>
        <source>The server&apos;s catalog has no templates.</source>
        <translation>服务器目录中没有模板。</translation>
    </message>
    <message>
        <source>No template matches this filter.</source>
        <translation>没有模板符合此筛选条件。</translation>
    </message>
    <message numerus="yes">
        <source>%n template file(s) were left out: %1</source>
        <translation>
            <numerusform>略过了 %n 个模板文件：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>The templates could not be loaded.</source>
        <translation>无法加载模板。</translation>
    </message>
    <message>
        <source>Not while offline</source>
        <translation>离线时不可用</translation>
    </message>
    <message>
        <source>This key lacks the permission services.deploy</source>
        <translation>此密钥缺少权限 services.deploy</translation>
    </message>
    <message>
        <source>The server lacks what this template needs</source>
        <translation>服务器缺少此模板所需的内容</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Show window</source>
        <translation>显示窗口</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Show notifications</source>
        <translation>显示通知</translation>
    </message>
    <message>
        <source>Keep running in the tray when closed</source>
        <translation>关闭后在托盘中继续运行</translation>
    </message>
    <message>
        <source>This desktop has no tray</source>
        <translation>此桌面没有托盘</translation>
    </message>
</context>
<context>
    <name>format</name>
    <message>
        <source>Deploying</source>
        <translation>部署中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>启动中</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>健康</translation>
    </message>
    <message>
        <source>Unhealthy</source>
        <translation>不健康</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Succeeded</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>部署</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>回滚</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已执行</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>已添加</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>已移除</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>镜像</translation>
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
        <translation>端口</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Branch or tag</source>
        <translation>分支或标签</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>Template version</source>
        <translation>模板版本</translation>
    </message>
    <message>
        <source>admin</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>运维</translation>
    </message>
    <message>
        <source>viewer</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>AI</source>
        <translation>AI</translation>
    </message>
    <message>
        <source>Databases</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>Developer tools</source>
        <translation>开发工具</translation>
    </message>
    <message>
        <source>Web apps</source>
        <translation>Web 应用</translation>
    </message>
    <message>
        <source>Validate</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Pull images</source>
        <translation>拉取镜像</translation>
    </message>
    <message>
        <source>Build</source>
        <translation>构建</translation>
    </message>
    <message>
        <source>Prepare</source>
        <translation>准备</translation>
    </message>
    <message>
        <source>Wait for health</source>
        <translation>等待健康</translation>
    </message>
    <message>
        <source>Switch over</source>
        <translation>切换</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>Clean up</source>
        <translation>清理</translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) in a row have failed</source>
        <translation>
            <numerusform>连续 %n 次检查失败</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>%1 秒前</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>%1 分钟前</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>%1 小时前</translation>
    </message>
    <message>
        <source>%1 d ago</source>
        <translation>%1 天前</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Desktop of AI Admin Panel: deploy, watch and operate services.</source>
        <translation>AI Admin Panel 桌面程序：部署、监视和运行服务。</translation>
    </message>
    <message>
        <source>Address of the server to open</source>
        <translation>要打开的服务器地址</translation>
    </message>
    <message>
        <source>File with the API key for --connect</source>
        <translation>用于 --connect 的 API 密钥文件</translation>
    </message>
    <message>
        <source>Start and use a server on this computer</source>
        <translation>在此计算机上启动并使用服务器</translation>
    </message>
</context>
<context>
    <name>rules</name>
    <message>
        <source>Service name is required</source>
        <translation>服务名称不能为空</translation>
    </message>
    <message>
        <source>must have 2 to 40 characters, got %1</source>
        <translation>必须为 2 到 40 个字符，当前为 %1 个</translation>
    </message>
    <message>
        <source>must begin with a letter a to z</source>
        <translation>必须以字母 a 到 z 开头</translation>
    </message>
    <message>
        <source>may have only letters a to z, digits and hyphens</source>
        <translation>只能包含字母 a 到 z、数字和连字符</translation>
    </message>
    <message>
        <source>must end with a letter or a digit</source>
        <translation>必须以字母或数字结尾</translation>
    </message>
    <message>
        <source>must have at most %1 entries, got %2</source>
        <translation>最多 %1 个条目，当前为 %2 个</translation>
    </message>
    <message>
        <source>must have at most %1 entries</source>
        <translation>最多 %1 个条目</translation>
    </message>
    <message>
        <source>keys must have 1 to 63 characters</source>
        <translation>键必须为 1 到 63 个字符</translation>
    </message>
    <message>
        <source>the value of &quot;%1&quot; must have at most 255 characters</source>
        <translation>“%1”的值最多 255 个字符</translation>
    </message>
    <message>
        <source>must be a whole number</source>
        <translation>必须是整数</translation>
    </message>
    <message>
        <source>must be a number</source>
        <translation>必须是数字</translation>
    </message>
    <message>
        <source>must be between %1 and %2, got %3</source>
        <translation>必须在 %1 和 %2 之间，当前为 %3</translation>
    </message>
    <message>
        <source>must be at least %1, got %2</source>
        <translation>不得小于 %1，当前为 %2</translation>
    </message>
    <message>
        <source>must be at most %1, got %2</source>
        <translation>不得大于 %1，当前为 %2</translation>
    </message>
    <message>
        <source>must be a domain name like app.example.com</source>
        <translation>必须是 app.example.com 这样的域名</translation>
    </message>
    <message>
        <source>must be a port between 1 and 65535</source>
        <translation>必须是 1 到 65535 之间的端口</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>必须是 true 或 false</translation>
    </message>
    <message>
        <source>must be one of: %1</source>
        <translation>必须是以下之一：%1</translation>
    </message>
    <message>
        <source>must be a URL that begins with http:// or https://</source>
        <translation>必须是以 http:// 或 https:// 开头的 URL</translation>
    </message>
    <message>
        <source>must be a URL that begins with %1</source>
        <translation>必须是以 %1 开头的 URL</translation>
    </message>
    <message>
        <source>must be a URL: ssh://%1/%2</source>
        <translation>必须是 URL:ssh://%1/%2</translation>
    </message>
    <message>
        <source>must be one line</source>
        <translation>必须是单行</translation>
    </message>
    <message>
        <source>must be one line of %1 to %2 characters</source>
        <translation>必须是 %1 到 %2 个字符的单行</translation>
    </message>
    <message>
        <source>must be one line of at most 255 characters without a colon</source>
        <translation>必须是最多 255 个字符且不含冒号的单行</translation>
    </message>
    <message>
        <source>must have at least %1 characters</source>
        <translation>至少 %1 个字符</translation>
    </message>
    <message>
        <source>must have at most %1 characters, got %2</source>
        <translation>最多 %1 个字符，当前为 %2 个</translation>
    </message>
    <message>
        <source>must have at most 8192 characters</source>
        <translation>最多 8192 个字符</translation>
    </message>
    <message>
        <source>must have at most %1 characters</source>
        <translation>最多 %1 个字符</translation>
    </message>
    <message>
        <source>must match the pattern %1</source>
        <translation>必须符合模式 %1</translation>
    </message>
    <message>
        <source>must be a port like 80 or &quot;8080:80&quot;</source>
        <translation>必须是 80 或 &quot;8080:80&quot; 这样的端口</translation>
    </message>
    <message>
        <source>must be a port like 80, 8080:80 or 127.0.0.1:8080:80/udp</source>
        <translation>必须是 80、8080:80 或 127.0.0.1:8080:80/udp 这样的端口</translation>
    </message>
    <message>
        <source>must be an image reference like nginx:1.25 or ghcr.io/owner/app:latest</source>
        <translation>必须是 nginx:1.25 或 ghcr.io/owner/app:latest 这样的镜像引用</translation>
    </message>
    <message>
        <source>must be a host with or without a port, like ghcr.io or registry.example.com:5000</source>
        <translation>必须是带或不带端口的主机，例如 ghcr.io 或 registry.example.com:5000</translation>
    </message>
    <message>
        <source>must be named by letters, digits and underscores, no digit first</source>
        <translation>名称只能由字母、数字和下划线组成，且不能以数字开头</translation>
    </message>
    <message>
        <source>must be text, a number, true or false</source>
        <translation>必须是文本、数字、true 或 false</translation>
    </message>
    <message>
        <source>must name a host</source>
        <translation>必须指明主机</translation>
    </message>
    <message>
        <source>must not hold credentials; give them as username and token</source>
        <translation>不得包含凭据；请以用户名和令牌的形式提供</translation>
    </message>
    <message>
        <source>must be a branch, a tag or a full commit id</source>
        <translation>必须是分支、标签或完整的提交标识</translation>
    </message>
    <message>
        <source>must be a folder inside the repository, like deploy or apps/web</source>
        <translation>必须是仓库内的文件夹，例如 deploy 或 apps/web</translation>
    </message>
    <message>
        <source>must not hold control characters</source>
        <translation>不得包含控制字符</translation>
    </message>
    <message>
        <source>must be an e-mail address like name@example.com</source>
        <translation>必须是 name@example.com 这样的电子邮件地址</translation>
    </message>
    <message>
        <source>is required</source>
        <translation>不能为空</translation>
    </message>
    <message>
        <source>%1 is required</source>
        <translation>%1 不能为空</translation>
    </message>
</context>
<context>
    <name>showProgress</name>
    <message>
        <source>Stop saving</source>
        <translation>停止保存</translation>
    </message>
</context>
</TS>

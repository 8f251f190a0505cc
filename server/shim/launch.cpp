// SPDX-License-Identifier: GPL-3.0-or-later
// fork, drop what can be dropped, exec; and the kill that reaches double-forked children too.
#include "server/shim/launch.h"
#include "server/shim/procstat.h"
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <functional>
#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

[[noreturn]] void giveUp(const char *what) {
    dprintf(STDERR_FILENO, "cannot start: %s: %s\n", what, std::strerror(errno));
    _exit(127);
}

void writeTo(const std::string &path, const char *text) {
    const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, text, std::strlen(text)) < 0)
        giveUp(path.c_str());
    close(file);
}

void makeFolders(const std::string &path) {
    umask(0); // these have to let the service's user through
    for (size_t at = 1; at != std::string::npos; at = path.find('/', at + 1))
        mkdir(path.substr(0, at).c_str(), 0711);
    mkdir(path.c_str(), 0711);
    umask(077);
}

/// The program runs under another uid, and the folders above its data may be closed to that (a home of root, say). In a
/// mount namespace of its own the first closed one becomes an empty folder with only the way to the data in it.
void showData(const ShimSpec &spec) {
    const int data = open(spec.dataDir.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (data < 0)
        giveUp("data directory");
    for (size_t at = spec.dataDir.find('/', 1); at != std::string::npos; at = spec.dataDir.find('/', at + 1)) {
        const std::string above = spec.dataDir.substr(0, at);
        struct stat about { };
        if (stat(above.c_str(), &about) != 0 || (about.st_mode & S_IXOTH))
            continue;
        if (mount("tmpfs", above.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "mode=0711,size=64k") != 0)
            giveUp("tmpfs");
        makeFolders(spec.dataDir);
        const std::string original = "/proc/self/fd/" + std::to_string(data);
        if (mount(original.c_str(), spec.dataDir.c_str(), nullptr, MS_BIND, nullptr) != 0)
            giveUp("bind mount of the data directory");
        break;
    }
    close(data);
}

/// In the environment of a component and of all that comes of it, so that it is known again after a double fork; also
/// by the daemon, when this shim was killed.
std::string markOf(const ShimSpec &spec, const ComponentSpec &component) {
    return "AIADMINPANEL_COMPONENT=" + spec.service + '/' + component.name;
}

void limit(int resource, rlim_t value) {
    const rlimit both{value, value};
    setrlimit(__rlimit_resource_t(resource), &both);
}

void dropRights(const ShimSpec &spec) {
    for (const std::string &cgroup : spec.cgroups)
        writeTo(cgroup + "/cgroup.procs", "0");
    limit(RLIMIT_CORE, 0);
    if (spec.memoryBytes > 0)
        limit(RLIMIT_DATA, spec.memoryBytes);
    if (spec.uid != 0) {
        // So that a program may open /dev/stdout by its name; pipes are their maker's.
        if (fchown(STDOUT_FILENO, spec.uid, spec.uid) != 0 || fchown(STDERR_FILENO, spec.uid, spec.uid) != 0)
            giveUp("output pipes");
        if (unshare(CLONE_NEWNS) != 0 || mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0)
            giveUp("mount namespace");
        // Some programs want a name for their uid; it exists in this namespace only.
        const int passwd = spec.passwd.empty() ? -1 : open(spec.passwd.c_str(), O_PATH | O_CLOEXEC);
        showData(spec);
        const std::string file = "/proc/self/fd/" + std::to_string(passwd);
        if (passwd >= 0 && mount(file.c_str(), "/etc/passwd", nullptr, MS_BIND, nullptr) != 0)
            giveUp("bind mount of /etc/passwd");
        if (spec.maxProcesses > 0)
            limit(RLIMIT_NPROC, spec.maxProcesses);
        if (setgroups(0, nullptr) != 0 || setresgid(spec.uid, spec.uid, spec.uid) != 0
            || setresuid(spec.uid, spec.uid, spec.uid) != 0)
            giveUp("user id");
    }
    // After the change of user, which clears it. Without its shim nobody would keep a component's output or end it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        giveUp("no_new_privs");
}

[[noreturn]] void become(const ShimSpec &spec, const ComponentSpec &component, int out, int err) {
    setpgid(0, 0);
    const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(null, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    for (int number = 1; number < NSIG; ++number)
        signal(number, SIG_DFL);
    umask(077);
    dropRights(spec);
    if (chdir(component.workdir.c_str()) != 0)
        giveUp("working directory");

    std::string mark = markOf(spec, component);
    std::vector<char *> arguments, environment{mark.data()};
    for (const std::string &argument : component.command)
        arguments.push_back(const_cast<char *>(argument.c_str()));
    for (const std::string &variable : component.environment)
        environment.push_back(const_cast<char *>(variable.c_str()));
    arguments.push_back(nullptr);
    environment.push_back(nullptr);
    execve(arguments[0], arguments.data(), environment.data());
    giveUp(arguments[0]);
}

std::string readFile(const std::string &path) {
    std::string text;
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return text;
    char buffer[4096];
    for (ssize_t got; text.size() < (1u << 20) && (got = read(file, buffer, sizeof buffer)) > 0;)
        text.append(buffer, size_t(got));
    close(file);
    return text;
}

bool hasMark(pid_t process, const std::string &mark) {
    const std::string environment = '\0' + readFile("/proc/" + std::to_string(process) + "/environ");
    return environment.find('\0' + mark + '\0') != std::string::npos;
}

bool isDescendant(pid_t process, pid_t ancestor) {
    ProcessStat stat;
    for (int depth = 0; process > 1 && depth < 64; ++depth, process = stat.parent) {
        if (process == ancestor)
            return true;
        if (!readProcessStat(process, stat))
            return false;
    }
    return false;
}

/// Calls `act` with each living process below `ancestor`; the number of those for which it was true.
int forDescendants(pid_t ancestor, const std::function<bool(pid_t)> &act) {
    DIR *dir = opendir("/proc");
    if (!dir)
        return 0;
    int count = 0;
    while (const dirent *entry = readdir(dir)) {
        const pid_t process = std::atoi(entry->d_name);
        ProcessStat stat;
        if (process > 1 && process != ancestor && isDescendant(process, ancestor) && readProcessStat(process, stat)
            && stat.state != 'Z')
            count += act(process);
    }
    closedir(dir);
    return count;
}

int killDescendants(const std::string &mark = {}) {
    return forDescendants(getpid(),
        [&mark](pid_t process) { return (mark.empty() || hasMark(process, mark)) && ::kill(process, SIGKILL) == 0; });
}

int killMembers(const std::string &cgroup) {
    FILE *file = std::fopen((cgroup + "/cgroup.procs").c_str(), "re");
    if (!file)
        return 0;
    int process = 0, killed = 0;
    while (std::fscanf(file, "%d", &process) == 1)
        killed += ::kill(process, SIGKILL) == 0;
    std::fclose(file);
    return killed;
}

} // namespace

pid_t launch(const ShimSpec &spec, const ComponentSpec &component, int out, int err) {
    const pid_t child = fork();
    if (child == 0)
        become(spec, component, out, err);
    // By both: a signal to the group may be sent before the child has come to make it.
    if (child > 0)
        setpgid(child, child);
    return child < 0 ? -errno : child;
}

void stopGently(const ShimSpec &spec, pid_t leader, int signal) {
    // The wrapper would end at once, and take what it wraps along before that has closed its files.
    if (spec.isWrapped && signal != SIGKILL
        && forDescendants(leader, [signal](pid_t process) { return ::kill(process, signal) == 0; }) > 0)
        return;
    signalGroup(leader, signal);
}

void signalGroup(pid_t leader, int signal) {
    if (leader > 1)
        ::kill(-leader, signal);
}

void killLeftovers(const ShimSpec &spec, const ComponentSpec &component) {
    for (int round = 0; round < 50 && killDescendants(markOf(spec, component)) > 0; ++round) { }
}

unsigned long outOfMemoryKills(const ShimSpec &spec) {
    for (const std::string &folder : spec.cgroups) {
        for (const char *name : {"/memory.events", "/memory.oom_control"}) {
            const std::string text = readFile(folder + name);
            if (const size_t at = text.find("oom_kill "); at != std::string::npos)
                return std::strtoul(text.c_str() + at + std::strlen("oom_kill "), nullptr, 10);
        }
    }
    return 0;
}

void killTree(const ShimSpec &spec, pid_t leader) {
    signalGroup(leader, SIGKILL);
    // A process may fork while the list is read, so it is read until nobody is left to kill; bounded against a tree
    // that cannot be killed (state D).
    for (int round = 0; round < 50; ++round)
        if ((spec.cgroups.empty() ? killDescendants() : killMembers(spec.cgroups.front())) == 0)
            return;
}

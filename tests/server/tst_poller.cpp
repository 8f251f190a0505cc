// SPDX-License-Identifier: GPL-3.0-or-later
// Poller: every descriptor gets its own events, and none after it has been removed.
#include "server/http/poller.h"
#include <QTest>
#include <functional>
#include <sys/socket.h>
#include <unistd.h>

namespace {
/// Both ends of a connection, and what is told of the first.
class Line final : public Poller::Watcher {
public:
    explicit Line(Poller &poller) : m_poller(poller) {
        int both[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, both) == 0) {
            near = both[0];
            far = both[1];
        }
    }
    ~Line() {
        m_poller.remove(near, this);
        ::close(near);
        ::close(far);
    }
    void onEvents(quint32 events) override {
        seen |= events;
        ++count;
        char buffer[64];
        while (::read(near, buffer, sizeof buffer) > 0) { }
        if (then)
            then();
    }
    void send() const { QCOMPARE(::write(far, "x", 1), ssize_t(1)); }

    int near = -1;
    int far = -1;
    quint32 seen = 0;
    int count = 0;
    std::function<void()> then;

private:
    Poller &m_poller;
};
} // namespace

class tst_poller : public QObject {
    Q_OBJECT

private slots:
    void eachWatcherGetsItsOwnEvents() {
        Poller poller;
        std::vector<std::unique_ptr<Line>> lines;
        for (int i = 0; i < 600; ++i) { // more than one batch
            lines.push_back(std::make_unique<Line>(poller));
            QVERIFY(poller.add(lines.back()->near, EPOLLIN, lines.back().get()));
        }
        for (size_t i = 0; i < lines.size(); i += 2)
            lines[i]->send();
        QTRY_VERIFY(std::ranges::count_if(lines, [](const auto &line) { return line->count > 0; }) == 300);
        for (size_t i = 0; i < lines.size(); ++i)
            QCOMPARE(lines[i]->count, i % 2 == 0 ? 1 : 0);
    }
    void whatIsWaitedForCanBeChanged() {
        Poller poller;
        Line line(poller);
        QVERIFY(poller.add(line.near, EPOLLIN, &line));
        poller.change(line.near, EPOLLIN | EPOLLOUT, &line);
        QTRY_VERIFY(line.seen & EPOLLOUT); // there is room at once
        poller.change(line.near, EPOLLIN, &line);
        line.seen = 0;
        line.send();
        QTRY_VERIFY(line.seen & EPOLLIN);
        QVERIFY(!(line.seen & EPOLLOUT));
    }
    void theOtherEndsGoingIsTold() {
        Poller poller;
        Line line(poller);
        QVERIFY(poller.add(line.near, 0, &line));
        line.then = [&] { poller.remove(line.near, &line); };
        ::shutdown(line.far, SHUT_RDWR);
        ::close(std::exchange(line.far, -1));
        QTRY_VERIFY(line.seen & EPOLLHUP);
        QCOMPARE(line.count, 1);
    }
    void noEventComesAfterTheRemoval() {
        Poller poller;
        Line first(poller), second(poller);
        QVERIFY(poller.add(first.near, EPOLLIN, &first) && poller.add(second.near, EPOLLIN, &second));
        // Both are ready at once; whoever comes first takes the other one out, which the kernel has told already.
        first.then = [&] { poller.remove(second.near, &second); };
        second.then = [&] { poller.remove(first.near, &first); };
        first.send();
        second.send();
        QTRY_COMPARE(first.count + second.count, 1);
        Line third(poller); // what comes later is not kept from coming
        QVERIFY(poller.add(third.near, EPOLLIN, &third));
        third.send();
        QTRY_COMPARE(third.count, 1);
        QCOMPARE(first.count + second.count, 1);
    }
    void aDescriptorThatIsNoneIsRefused() {
        Poller poller;
        Line line(poller);
        QVERIFY(!poller.add(-1, EPOLLIN, &line));
        QVERIFY(poller.add(line.near, EPOLLIN, &line));
        QVERIFY(!poller.add(line.near, EPOLLIN, &line)); // twice
    }
};

QTEST_GUILESS_MAIN(tst_poller)
#include "tst_poller.moc"

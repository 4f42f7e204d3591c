#include "station/waybills/form_post.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/URI.h>

#include <atomic>

#include "base/mutex.h"

namespace station {

using base::ErrorCode;
using base::fail;
using namespace std::chrono_literals;

struct FormPost::Impl {
    explicit Impl(Options given) : options(std::move(given)) {}

    /// Keeps the socket where stop() finds it.
    void hold(const Poco::Net::StreamSocket& socket) {
        base::MutexLock lock(mutex);
        held = std::make_unique<Poco::Net::StreamSocket>(socket);
    }
    void let_go() {
        base::MutexLock lock(mutex);
        held.reset();
    }

    const Options options;
    std::atomic<bool> stopped{false};
    base::Mutex mutex;
    std::unique_ptr<Poco::Net::StreamSocket> held GUARDED_BY(mutex);
};

namespace {

using Clock = std::chrono::steady_clock;

Poco::Timespan to_timespan(std::chrono::milliseconds time) {
    return Poco::Timespan(std::max<std::int64_t>(1, time.count()) * 1000);
}

std::chrono::milliseconds left_until(Clock::time_point end) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
}

/// Connects in slices, so that a stop is noticed.
void connect(Poco::Net::StreamSocket& socket, const Poco::Net::SocketAddress& address,
             std::chrono::milliseconds timeout, const std::atomic<bool>& stopped) {
    const auto end = Clock::now() + timeout;
    socket.connectNB(address);
    while (!socket.poll(to_timespan(50ms), Poco::Net::Socket::SELECT_WRITE)) {
        if (stopped) throw Poco::IOException("stopped");
        if (Clock::now() >= end) throw Poco::TimeoutException("no connection");
    }
    int problem = 0;
    socket.impl()->getOption(SOL_SOCKET, SO_ERROR, problem);
    if (problem != 0) throw Poco::Net::NetException("refused or unreachable");
    socket.setBlocking(true);
}

}  // namespace

FormPost::FormPost(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}

FormPost::~FormPost() = default;

void FormPost::stop() {
    impl_->stopped = true;
    base::MutexLock lock(impl_->mutex);
    try {
        if (impl_->held) impl_->held->impl()->shutdown();
    } catch (const Poco::Exception&) {
        // Not connected any more: then nothing waits on it.
    }
}

base::Result<HttpAnswer> FormPost::post(const std::string& form, const std::string& query) {
    const Options& options = impl_->options;
    bool sending = false;
    HttpAnswer answer;
    try {
        if (impl_->stopped) return fail(ErrorCode::Unavailable, "stopping");
        const Poco::URI uri(options.endpoint);
        const bool secure = uri.getScheme() == "https";
        Poco::Net::StreamSocket socket;
        connect(socket, Poco::Net::SocketAddress(uri.getHost(), uri.getPort()),
                options.connect_timeout, impl_->stopped);
        impl_->hold(socket);
        socket.setReceiveTimeout(to_timespan(options.connect_timeout));
        socket.setSendTimeout(to_timespan(options.answer_timeout));
        std::unique_ptr<Poco::Net::HTTPClientSession> session;
        if (secure) {
            Poco::Net::Context::Ptr context = new Poco::Net::Context(
                Poco::Net::Context::TLS_CLIENT_USE, "", "", "", Poco::Net::Context::VERIFY_STRICT,
                9, true, "ALL:!ADH:!LOW:!EXP:!MD5:@STRENGTH");
            context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
            context->enableExtendedCertificateVerification(true);
            auto tls = Poco::Net::SecureStreamSocket::attach(socket, uri.getHost(), context);
            tls.completeHandshake();
            tls.verifyPeerCertificate(uri.getHost());
            // HTTPSClientSession refuses a socket that is connected already; over the TLS socket
            // the plain session speaks TLS all the same.
            session = std::make_unique<Poco::Net::HTTPClientSession>(tls);
        } else {
            session = std::make_unique<Poco::Net::HTTPClientSession>(socket);
        }
        session->setTimeout(to_timespan(options.answer_timeout));
        std::string target = uri.getPathAndQuery();
        if (!query.empty()) target += (uri.getRawQuery().empty() ? "?" : "&") + query;
        Poco::Net::HTTPRequest request(Poco::Net::HTTPRequest::HTTP_POST, target,
                                       Poco::Net::HTTPMessage::HTTP_1_1);
        request.setHost(uri.getAuthority());
        request.setContentType(options.content_type);
        request.setContentLength64(static_cast<Poco::Int64>(form.size()));
        request.setKeepAlive(false);
        const auto end = Clock::now() + options.answer_timeout;
        sending = true;
        session->sendRequest(request) << form << std::flush;
        Poco::Net::HTTPResponse response;
        std::istream& in = session->receiveResponse(response);
        answer.status = response.getStatus();
        char chunk[8192];
        while (in) {
            if (left_until(end) <= 0ms) {
                impl_->let_go();
                return fail(ErrorCode::Timeout, "the answer did not end in time");
            }
            socket.setReceiveTimeout(to_timespan(left_until(end)));
            in.read(chunk, sizeof chunk);
            answer.body.append(chunk, static_cast<std::size_t>(in.gcount()));
            if (answer.body.size() > options.answer_limit) {
                impl_->let_go();
                return fail(ErrorCode::Corrupt, "the answer is longer than expected");
            }
        }
        impl_->let_go();
        const auto promised = response.getContentLength64();
        if (in.bad() ||
            (promised >= 0 && static_cast<Poco::UInt64>(promised) != answer.body.size()))
            return fail(ErrorCode::DeviceGone, "the connection broke within the answer");
        return answer;
    } catch (const Poco::TimeoutException& problem) {
        impl_->let_go();
        return fail(sending ? ErrorCode::Timeout : ErrorCode::Unavailable, problem.displayText());
    } catch (const Poco::Exception& problem) {
        impl_->let_go();
        return fail(sending ? ErrorCode::DeviceGone : ErrorCode::Unavailable,
                    problem.displayText());
    } catch (const std::exception& problem) {
        impl_->let_go();
        return fail(sending ? ErrorCode::DeviceGone : ErrorCode::Unavailable, problem.what());
    }
}

}  // namespace station

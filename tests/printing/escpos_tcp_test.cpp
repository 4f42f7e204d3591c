#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "base/files.h"
#include "drivers/tcp_channel.h"
#include "printing/dialogue.h"
#include "tests/drivers/temporary_folder.h"
#include "tests/printing/proof_label.h"

// The whole way of a label: encoder, dialogue and TCP channel against a printer that is a program
// of its own.
namespace printing {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

/// The simulator as a child process; ends with the test.
class PrinterProcess {
public:
    explicit PrinterProcess(std::vector<std::string> options) {
        int pipe_ends[2];
        if (::pipe(pipe_ends) != 0) return;
        options.insert(options.begin(), {ESCPOS_PRINTER, "--folder", folder.path.string()});
        std::vector<char*> arguments;
        for (auto& option : options) arguments.push_back(option.data());
        arguments.push_back(nullptr);
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(pipe_ends[1], STDOUT_FILENO);
            ::close(pipe_ends[0]);
            ::close(pipe_ends[1]);
            ::execv(arguments[0], arguments.data());
            ::_exit(127);
        }
        ::close(pipe_ends[1]);
        std::string line;
        char c = 0;
        while (::read(pipe_ends[0], &c, 1) == 1 && c != '\n') line += c;
        ::close(pipe_ends[0]);
        if (line.starts_with("port ")) port = static_cast<std::uint16_t>(std::stoi(line.substr(5)));
    }
    ~PrinterProcess() {
        if (child_ <= 0) return;
        ::kill(child_, SIGTERM);
        ::waitpid(child_, nullptr, 0);
    }
    PrinterProcess(const PrinterProcess&) = delete;
    PrinterProcess& operator=(const PrinterProcess&) = delete;

    /// The n-th sheet as soon as it is there.
    std::optional<Bitmap> sheet(int number) const {
        const auto path = folder.path / ("sheet-" + std::to_string(number) + ".pbm");
        for (int i = 0; i < 200 && !std::filesystem::exists(path); ++i)
            std::this_thread::sleep_for(milliseconds(10));
        const auto file = base::read_file(path, 1 << 24);
        if (!file) return std::nullopt;
        int width = 0, height = 0, header = 0;
        if (std::sscanf(reinterpret_cast<const char*>(file->data()), "P4\n%d %d%n", &width, &height,
                        &header) != 2)
            return std::nullopt;
        Bitmap image(width, height);
        const auto dots = base::ByteView(*file).subspan(static_cast<std::size_t>(header) + 1);
        for (int y = 0; y < height; ++y)
            std::ranges::copy(dots.subspan(static_cast<std::size_t>(y * image.stride()),
                                           static_cast<std::size_t>(image.stride())),
                              image.row(y).begin());
        return image;
    }

    drivers::TemporaryFolder folder;
    std::uint16_t port = 0;

private:
    pid_t child_ = -1;
};

/// Carries a dialogue's bytes over a channel until `done`, as a printer worker does.
std::vector<DialogueEvent> carry(Dialogue& dialogue, drivers::ByteChannel& channel,
                                 const std::function<bool(const DialogueEvent&)>& done) {
    std::vector<DialogueEvent> all;
    const auto end = Steady::now() + std::chrono::seconds(20);
    auto last = Steady::now();
    while (Steady::now() < end) {
        if (!dialogue.pending_output().empty()) {
            const auto written = channel.write(dialogue.pending_output(), milliseconds(100));
            dialogue.on_accepted(written.accepted);
            if (written.error && written.error->code != base::ErrorCode::Timeout)
                dialogue.on_closed(CloseReason::PeerClosed);
        }
        if (channel.is_open()) {
            const auto read = channel.read(milliseconds(5));
            if (read)
                dialogue.on_bytes(*read);
            else
                dialogue.on_closed(CloseReason::PeerClosed);
        }
        const auto now = Steady::now();
        const auto passed = std::chrono::duration_cast<milliseconds>(now - last);
        last += passed;
        dialogue.on_elapsed(passed);
        bool finished = false;
        for (auto& event : dialogue.take_events()) {
            finished = finished || done(event);
            all.push_back(event);
        }
        if (finished) return all;
    }
    ADD_FAILURE() << "the conversation did not come to its end";
    return all;
}

bool is_printed(const DialogueEvent& event) {
    return std::holds_alternative<Printed>(event);
}
bool is_failed(const DialogueEvent& event) {
    return std::holds_alternative<Failed>(event);
}
bool says_paper_out(const DialogueEvent& event) {
    const auto* changed = std::get_if<StatusChanged>(&event);
    return changed != nullptr && changed->status.paper_out;
}

class EscposOverTcp : public testing::Test {
protected:
    base::Bytes job(const Bitmap& image) {
        return make_encoder(profile_).value()->encode(image, 1).value();
    }
    const PrinterProfile profile_{.head_width_dots = 832, .evidence = Evidence::Answer};
    std::unique_ptr<Dialogue> dialogue_ = make_dialogue(profile_).value();
    const Bitmap first_ = ProofLabel("SF1234567890123").label.image;
    const Bitmap second_ = ProofLabel("SF1234567890124").label.image;
};

TEST_F(EscposOverTcp, EveryLabelComesOutDotForDotWithEvidence) {
    const PrinterProcess printer({});
    drivers::TcpChannel channel("127.0.0.1", printer.port);
    ASSERT_TRUE(channel.open(milliseconds(2000)).has_value());
    ASSERT_TRUE(dialogue_->start(base::JobRow(1), job(first_)).has_value());
    carry(*dialogue_, channel, is_printed);
    ASSERT_TRUE(dialogue_->start(base::JobRow(2), job(second_)).has_value());
    carry(*dialogue_, channel, is_printed);
    channel.close(milliseconds(1000));
    EXPECT_EQ(printer.sheet(1), first_);
    EXPECT_EQ(printer.sheet(2), second_);
}

TEST_F(EscposOverTcp, ASlowPrinterIsWaitedFor) {
    const PrinterProcess printer({"--slow", "400000"});
    drivers::TcpChannel channel("127.0.0.1", printer.port);
    ASSERT_TRUE(channel.open(milliseconds(2000)).has_value());
    ASSERT_TRUE(dialogue_->start(base::JobRow(1), job(first_)).has_value());
    const auto events = carry(*dialogue_, channel, is_printed);
    EXPECT_TRUE(std::holds_alternative<AllAccepted>(events.front()));
    EXPECT_EQ(printer.sheet(1), first_);
}

TEST_F(EscposOverTcp, PaperOutIsSeenAndTheLabelPrintsOnceAfterReloading) {
    const PrinterProcess printer({"--paper-out-after", "1", "--reload-after", "2500"});
    drivers::TcpChannel channel("127.0.0.1", printer.port);
    ASSERT_TRUE(channel.open(milliseconds(2000)).has_value());
    // The roll ends with the first label; a small second one waits in the printer's buffer.
    Bitmap small(80, 40);
    small.fill({8, 8, 40, 20});
    ASSERT_TRUE(dialogue_->start(base::JobRow(1), job(small)).has_value());
    carry(*dialogue_, channel,
          [](const auto& e) { return std::holds_alternative<AllAccepted>(e); });
    ASSERT_TRUE(printer.sheet(1).has_value());
    ASSERT_TRUE(dialogue_->start(base::JobRow(2), job(small)).has_value());
    carry(*dialogue_, channel, says_paper_out);
    carry(*dialogue_, channel, [](const auto& event) {
        const auto* printed = std::get_if<Printed>(&event);
        return printed != nullptr && printed->job == base::JobRow(2);
    });
    EXPECT_EQ(printer.sheet(2), small);
    EXPECT_FALSE(std::filesystem::exists(printer.folder.path / "sheet-3.pbm"));
}

TEST_F(EscposOverTcp, AfterACutTheNextLabelComesOutWhole) {
    const PrinterProcess printer({"--close-after-bytes", "50000"});
    drivers::TcpChannel channel("127.0.0.1", printer.port);
    ASSERT_TRUE(channel.open(milliseconds(2000)).has_value());
    ASSERT_TRUE(dialogue_->start(base::JobRow(1), job(first_)).has_value());
    const auto events = carry(*dialogue_, channel, is_failed);
    const auto failed = std::get<Failed>(events.back());
    EXPECT_NE(failed.outcome, Outcome::NothingSent);
    EXPECT_TRUE(dialogue_->needs_resync());
    ASSERT_TRUE(channel.open(milliseconds(2000)).has_value());
    ASSERT_TRUE(dialogue_->start(base::JobRow(2), job(second_)).has_value());
    carry(*dialogue_, channel, is_printed);
    EXPECT_EQ(printer.sheet(2), second_);
}

}  // namespace
}  // namespace printing

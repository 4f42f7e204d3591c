#include "printing/dialogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "printing/escpos.h"
#include "printing/escpos_replies.h"
#include "tests/printing/dialogue_events.h"
#include "tests/simulators/escpos_printer/simulated_printer.h"

namespace printing {
namespace {

using namespace dialogue_events;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

base::Bytes label(int height = 20) {
    Bitmap image(80, height);
    image.fill({0, 0, 80, height});
    return make_encoder({}).value()->encode(image, 1).value();
}
std::unique_ptr<Dialogue> dialogue_with(Evidence evidence) {
    return make_dialogue({.evidence = evidence}).value();
}
TEST(EscposDialogue, WithoutEvidenceAJobEndsWhenItIsAccepted) {
    const auto dialogue = dialogue_with(Evidence::None);
    ASSERT_TRUE(dialogue->start(job(1), label()).has_value());
    EXPECT_EQ(dialogue->pending_output().size(), label().size());
    dialogue->on_accepted(10);
    EXPECT_THAT(events(*dialogue), IsEmpty());
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
    accept_all(*dialogue);
    EXPECT_THAT(events(*dialogue), ElementsAre("accepted 1", "no_evidence 1"));
    EXPECT_TRUE(dialogue->pending_output().empty());
    EXPECT_EQ(dialogue->jobs_in_flight(), 0U);
}

TEST(EscposDialogue, AFileOnDiskIsEvidence) {
    const auto dialogue = dialogue_with(Evidence::Written);
    ASSERT_TRUE(dialogue->start(job(1), label()).has_value());
    accept_all(*dialogue);
    EXPECT_THAT(events(*dialogue), ElementsAre("accepted 1"));
    dialogue->on_flushed();
    EXPECT_THAT(events(*dialogue), ElementsAre("printed 1"));
}

TEST(EscposDialogue, TheAnswerBehindTheLabelIsEvidence) {
    const auto dialogue = dialogue_with(Evidence::Answer);
    ASSERT_TRUE(dialogue->start(job(1), label()).has_value());
    EXPECT_TRUE(hex(*dialogue).ends_with("0c1d7201"));
    dialogue->on_accepted(label().size());
    EXPECT_THAT(events(*dialogue), ElementsAre("accepted 1"));
    accept_all(*dialogue);
    EXPECT_THAT(events(*dialogue), IsEmpty());
    reply(*dialogue, {0x00});
    EXPECT_THAT(events(*dialogue), ElementsAre("printed 1", "status"));
}

TEST(EscposDialogue, AnswersComeInTheOrderOfTheJobs) {
    const auto dialogue = dialogue_with(Evidence::Answer);
    ASSERT_TRUE(dialogue->start(job(1), label()).has_value());
    EXPECT_EQ(dialogue->start(job(2), label()).error().code, base::ErrorCode::Conflict);
    accept_all(*dialogue);
    ASSERT_TRUE(dialogue->start(job(2), label()).has_value());
    accept_all(*dialogue);
    EXPECT_EQ(dialogue->jobs_in_flight(), 2U);
    events(*dialogue);
    reply(*dialogue, {0x03});
    EXPECT_THAT(events(*dialogue), ElementsAre("printed 1", "status near_end"));
    reply(*dialogue, {0x03});
    EXPECT_THAT(events(*dialogue), ElementsAre("printed 2"));
}

TEST(EscposDialogue, AnAnswerBeforeItsQuestionProvesNothing) {
    const auto dialogue = dialogue_with(Evidence::Answer);
    reply(*dialogue, {0x00});
    ASSERT_TRUE(dialogue->start(job(1), label()).has_value());
    reply(*dialogue, {0x00, 0x00});
    dialogue->on_accepted(label().size());
    reply(*dialogue, {0x00});
    EXPECT_THAT(events(*dialogue), ElementsAre("accepted 1"));
}

TEST(EscposDialogue, ALateAnswerNeverProvesTheNextLabel) {
    const auto dialogue = dialogue_with(Evidence::Answer);
    ASSERT_TRUE(dialogue->start(job(1), label()).has_value());
    accept_all(*dialogue);
    for (int round = 0; round < 40; ++round) {
        wait(*dialogue, milliseconds(1000));
        accept_all(*dialogue);  // Status queries go out and stay without reply.
    }
    EXPECT_THAT(events(*dialogue), testing::Contains("no_evidence 1"));
    ASSERT_TRUE(dialogue->start(job(2), label()).has_value());
    accept_all(*dialogue);
    events(*dialogue);
    reply(*dialogue, {0x00});
    EXPECT_THAT(events(*dialogue), IsEmpty());
    reply(*dialogue, {0x00});
    EXPECT_THAT(events(*dialogue), ElementsAre("printed 2", "status"));
}

TEST(EscposDialogue, SilenceEndsAfterTheLimitAndNotBefore) {
    const auto dialogue = dialogue_with(Evidence::Answer);
    ASSERT_TRUE(dialogue->start(job(1), label()).has_value());
    accept_all(*dialogue);
    events(*dialogue);
    milliseconds waited{0};
    while (dialogue->jobs_in_flight() > 0 && waited < milliseconds(60'000)) {
        dialogue->on_elapsed(milliseconds(100));
        waited += milliseconds(100);
        accept_all(*dialogue);
    }
    EXPECT_EQ(waited, milliseconds(20'000));
    EXPECT_THAT(events(*dialogue), ElementsAre("no_evidence 1"));
}

TEST(EscposDialogue, AfterThreeSilentJobsItAsksNoMore) {
    const auto dialogue = dialogue_with(Evidence::Answer);
    for (int i = 1; i <= 3; ++i) {
        ASSERT_TRUE(dialogue->start(job(i), label()).has_value());
        accept_all(*dialogue);
        for (int round = 0; round < 30; ++round) {
            wait(*dialogue, milliseconds(1000));
            accept_all(*dialogue);
        }
    }
    events(*dialogue);
    ASSERT_TRUE(dialogue->start(job(4), label()).has_value());
    EXPECT_EQ(dialogue->pending_output().size(), label().size());
    accept_all(*dialogue);
    EXPECT_THAT(events(*dialogue), ElementsAre("accepted 4", "no_evidence 4"));
}

TEST(EscposDialogue, TheLimitStandsStillWhilePaperIsOut) {
    const auto dialogue = dialogue_with(Evidence::Answer);
    ASSERT_TRUE(dialogue->start(job(1), label()).has_value());
    accept_all(*dialogue);
    events(*dialogue);
    for (int second = 0; second < 600; ++second) {
        wait(*dialogue, milliseconds(1000));
        while (!dialogue->pending_output().empty()) {
            const bool asks_paper = hex(*dialogue) == "100404";
            accept_all(*dialogue);
            reply(*dialogue, {asks_paper ? 0x72 : 0x32});
        }
    }
    EXPECT_THAT(events(*dialogue), ElementsAre("status paper_out"));
    EXPECT_TRUE(dialogue->status().blocked());
    reply(*dialogue, {0x00});
    EXPECT_THAT(events(*dialogue), ElementsAre("printed 1", "status"));
}

struct StatusRow {
    const char* name;
    std::vector<int> replies;  // To DLE EOT 1, 2, (3,) 4.
    const char* status;
};
class EscposStatus : public testing::TestWithParam<StatusRow> {};
TEST_P(EscposStatus, IsReadFromTheReplies) {
    const auto dialogue = dialogue_with(Evidence::Answer);
    dialogue->request_status();
    for (const int byte : GetParam().replies) {
        EXPECT_EQ(dialogue->pending_output().size(), 3U);
        accept_all(*dialogue);
        reply(*dialogue, {byte});
    }
    EXPECT_TRUE(dialogue->pending_output().empty());
    EXPECT_THAT(events(*dialogue), ElementsAre(GetParam().status));
}
INSTANTIATE_TEST_SUITE_P(
    Table, EscposStatus,
    testing::Values(StatusRow{"ready", {0x12, 0x12, 0x12}, "status"},
                    StatusRow{"offline", {0x1a, 0x12, 0x12}, "status offline"},
                    StatusRow{"paper_out", {0x1a, 0x32, 0x72}, "status offline paper_out"},
                    StatusRow{"cover_outranks", {0x1a, 0x36, 0x72}, "status offline cover_open"},
                    StatusRow{"near_end", {0x12, 0x12, 0x1e}, "status near_end"},
                    StatusRow{"cutter", {0x1a, 0x52, 0x1a, 0x12}, "status offline cutter"},
                    StatusRow{"hot", {0x1a, 0x52, 0x52, 0x12}, "status offline overheated"},
                    StatusRow{"mark", {0x1a, 0x52, 0x16, 0x12}, "status offline error"},
                    StatusRow{"fatal", {0x1a, 0x52, 0x32, 0x12}, "status offline error"},
                    StatusRow{"not_said", {0x1a, 0x52, 0x12, 0x12}, "status offline error"}),
    [](const auto& row) { return row.param.name; });

TEST(EscposDialogue, AStatusRequestWithoutReplyIsReportedAsUnknown) {
    const auto dialogue = dialogue_with(Evidence::Answer);
    dialogue->request_status();
    accept_all(*dialogue);
    wait(*dialogue, milliseconds(600));
    EXPECT_THAT(events(*dialogue), ElementsAre("status unknown"));
}

TEST(EscposDialogue, AutomaticStatusIsRead) {
    const auto dialogue = dialogue_with(Evidence::None);
    reply(*dialogue, {0x38, 0x00, 0x0c, 0x00});
    EXPECT_THAT(events(*dialogue), ElementsAre("status offline cover_open"));
    reply(*dialogue, {0x10, 0x00, 0x03});
    reply(*dialogue, {0x0f});
    EXPECT_THAT(events(*dialogue), ElementsAre("status near_end"));
}

TEST(EscposDialogue, APrinterThatTakesNothingIsNoticed) {
    const auto dialogue = dialogue_with(Evidence::None);
    ASSERT_TRUE(dialogue->start(job(1), label()).has_value());
    dialogue->on_accepted(5);
    wait(*dialogue, milliseconds(4900));
    EXPECT_THAT(events(*dialogue), IsEmpty());
    wait(*dialogue, milliseconds(100));
    EXPECT_THAT(events(*dialogue), ElementsAre("status unknown not_accepting"));
    dialogue->on_accepted(1);
    EXPECT_THAT(events(*dialogue), ElementsAre("status unknown"));
}

struct CutRow {
    const char* name;
    Evidence evidence;
    std::size_t accepted;  // 1000: all.
    CloseReason reason;
    const char* event;
    bool resync;
};
class EscposCut : public testing::TestWithParam<CutRow> {};
TEST_P(EscposCut, EndsTheJobByWhatWasAccepted) {
    const auto& row = GetParam();
    const auto dialogue = dialogue_with(row.evidence);
    ASSERT_TRUE(dialogue->start(job(7), label()).has_value());
    dialogue->on_accepted(row.accepted);
    events(*dialogue);
    dialogue->on_closed(row.reason);
    EXPECT_THAT(events(*dialogue), ElementsAre(row.event));
    EXPECT_EQ(dialogue->needs_resync(), row.resync);
    EXPECT_EQ(dialogue->jobs_in_flight(), 0U);
    EXPECT_TRUE(dialogue->pending_output().empty());
    dialogue->on_closed(row.reason);
    EXPECT_THAT(events(*dialogue), IsEmpty());
}
// label() has 211 bytes: ESC @, one strip of 8 + 200, FF.
INSTANTIATE_TEST_SUITE_P(
    Table, EscposCut,
    testing::Values(CutRow{"nothing", Evidence::None, 0, CloseReason::Unplugged,
                           "failed 7 nothing_sent 0 unplugged", false},
                    CutRow{"one_byte", Evidence::None, 1, CloseReason::Timeout,
                           "failed 7 partly_sent 1 timeout", true},
                    CutRow{"all_but_one", Evidence::None, 210, CloseReason::PeerClosed,
                           "failed 7 partly_sent 210 peer_closed", true},
                    CutRow{"stopped", Evidence::None, 100, CloseReason::Stopped,
                           "failed 7 partly_sent 100 stopped", true},
                    CutRow{"query_missing", Evidence::Answer, 211, CloseReason::Error,
                           "failed 7 sent_unconfirmed 211 error", true},
                    CutRow{"no_answer", Evidence::Answer, 1000, CloseReason::PeerClosed,
                           "failed 7 sent_unconfirmed 211 peer_closed", true},
                    CutRow{"no_answer_stopped", Evidence::Answer, 1000, CloseReason::Stopped,
                           "failed 7 sent_unconfirmed 211 stopped", false},
                    CutRow{"disk_full", Evidence::Written, 100, CloseReason::Discarded,
                           "failed 7 nothing_sent 0 discarded", false},
                    CutRow{"disk_full_at_the_end", Evidence::Written, 1000, CloseReason::Discarded,
                           "failed 7 nothing_sent 0 discarded", false}),
    [](const auto& row) { return row.param.name; });

// The rule itself: wherever a job is cut, the next label comes out whole on a sheet of its own.
TEST(EscposDialogue, AfterACutAnywhereTheNextLabelComesOutWhole) {
    Bitmap image(80, 20);
    image.fill({3, 3, 40, 9});
    const base::Bytes bytes = make_encoder({}).value()->encode(image, 1).value();
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
        simulators::SimulatedPrinter printer;
        const auto dialogue = dialogue_with(Evidence::None);
        ASSERT_TRUE(dialogue->start(job(1), bytes).has_value());
        printer.receive(dialogue->pending_output().first(cut));
        dialogue->on_accepted(cut);
        dialogue->on_closed(CloseReason::PeerClosed);
        printer.take_sheets();
        ASSERT_TRUE(dialogue->start(job(2), bytes).has_value());
        printer.receive(dialogue->pending_output());
        accept_all(*dialogue);
        EXPECT_FALSE(dialogue->needs_resync());
        const auto sheets = printer.take_sheets();
        ASSERT_EQ(sheets.size(), 2U) << cut;  // The cut one, fed out, and the whole one.
        ASSERT_EQ(sheets[1].rows.size(), 20U) << cut;
        for (int y = 0; y < 20; ++y)
            EXPECT_TRUE(
                std::ranges::equal(sheets[1].rows[static_cast<std::size_t>(y)], image.row(y)))
                << cut;
        // A lone ESC or GS, cut before its second byte, becomes a command that does not exist.
        EXPECT_EQ(printer.unknown_bytes(), cut == 1 || cut == 3 ? 1 : 0) << cut;
    }
}

TEST(EscposDialogue, BytesOfResynchronisingAreNotTheJobs) {
    const auto dialogue = dialogue_with(Evidence::None);
    dialogue->require_resync();
    ASSERT_TRUE(dialogue->start(job(1), label()).has_value());
    EXPECT_GT(dialogue->pending_output().size(), 32768U);
    dialogue->on_accepted(5000);
    dialogue->on_closed(CloseReason::Timeout);
    EXPECT_THAT(events(*dialogue), ElementsAre("failed 1 nothing_sent 0 timeout"));
    EXPECT_TRUE(dialogue->needs_resync());
}

TEST(EscposReplies, AreSortedByTheirFixedBits) {
    EscposReplies replies;
    const base::Bytes bytes{0x11, 0x12, 0x37, 0x22, 0x31, 0x00, 0x13, 0x10, 0x00,
                            0x00, 0x0f, 0x03, 0x5f, 0x41, 0x00, 0xff, 0x32};
    std::string kinds;
    for (const std::uint8_t byte : bytes)
        for (const auto& found : replies.feed({&byte, 1}))
            kinds += std::to_string(static_cast<int>(found.kind)) + base::to_hex(found.bytes) + " ";
    EXPECT_EQ(kinds, "012 32231 21000000f 103 341 032 ");
}

TEST(EscposDialogue, AnyRepliesInAnyPiecesDoNoHarm) {
    std::mt19937 random(9);
    const auto dialogue = dialogue_with(Evidence::Answer);
    int number = 0;
    for (int i = 0; i < 20'000; ++i) {
        base::Bytes noise(random() % 9);
        for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
        dialogue->on_bytes(noise);
        dialogue->on_elapsed(milliseconds(random() % 300));
        dialogue->on_accepted(random() % 100);
        if (random() % 50 == 0) dialogue->on_closed(CloseReason::Error);
        if (random() % 7 == 0) dialogue->request_status();
        (void)dialogue->start(job(++number), label(1));
        ASSERT_LT(dialogue->jobs_in_flight(), 30'000U);
        ASSERT_LT(dialogue->pending_output().size(), 100'000U);
        dialogue->take_events();
    }
}

}  // namespace
}  // namespace printing

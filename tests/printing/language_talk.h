#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/printing/dialogue_events.h"

/// How tests talk to the dialogues of TSPL, ZPL and CPCL.
namespace printing::dialogue_events {

inline PrinterProfile profile_of(std::string language, Evidence evidence,
                                 config::StatusQueries status = config::StatusQueries::Basic) {
    PrinterProfile profile;
    profile.language = std::move(language);
    profile.evidence = evidence;
    profile.dialect.status = status;
    return profile;
}
inline std::unique_ptr<Dialogue> talk(std::string language, Evidence evidence = Evidence::Answer,
                                      config::StatusQueries status = config::StatusQueries::Basic) {
    return make_dialogue(profile_of(std::move(language), evidence, status)).value();
}
inline base::Bytes label(const std::string& language, int height = 20) {
    Bitmap image(80, height);
    image.fill({0, 0, 80, height});
    return make_encoder(profile_of(language, Evidence::Answer)).value()->encode(image, 1).value();
}
inline std::string text(const Dialogue& dialogue) {
    return std::string(base::as_text(dialogue.pending_output()));
}
inline void say(Dialogue& dialogue, std::string_view text) {
    dialogue.on_bytes(base::as_bytes(text));
}
inline void send(Dialogue& dialogue, const std::string& language, int number) {
    ASSERT_TRUE(dialogue.start(job(number), label(language)).has_value());
    accept_all(dialogue);
    events(dialogue);
}
/// Waits until the dialogue asks, accepts it and answers.
inline void answer(Dialogue& dialogue, std::string_view reply) {
    for (int i = 0; i < 20 && dialogue.pending_output().empty(); ++i)
        dialogue.on_elapsed(milliseconds(100));
    ASSERT_FALSE(dialogue.pending_output().empty());
    accept_all(dialogue);
    say(dialogue, reply);
}
/// The three frames of ~HS.
inline std::string host_status(int formats, int remaining, int paper_out = 0, int partial = 0,
                               int head_up = 0, int waiting = 0) {
    const auto number = [](int value, std::size_t width) {
        std::string digits = std::to_string(value);
        return std::string(width - digits.size(), '0') + digits;
    };
    return "\x02"
           "030," +
           number(paper_out, 1) + ",0,1245," + number(formats, 3) + ",0,0," + number(partial, 1) +
           ",000,0,0,0\x03\r\n\x02"
           "001,0," +
           number(head_up, 1) + ",0,0,2,4," + number(waiting, 1) + "," + number(remaining, 8) +
           ",1,000\x03\r\n\x02"
           "1234,0\x03\r\n";
}

}  // namespace printing::dialogue_events

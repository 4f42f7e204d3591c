#pragma once
#include <map>
#include <string>
#include <vector>

#include "printing/bitmap.h"

namespace printing::testing_readers {

/// What a printer would make of a job: each picture command drawn onto one label, and the other
/// commands in order. Written after the manuals, in another way than the encoders; a job that is
/// not wholly understood gives `mistake`.
struct ReadLabel {
    Bitmap image;
    std::vector<std::string> commands;  ///< Everything but the pictures, as it stood.
    int copies = 0;
    int pictures = 0;
    int most_picture_bytes = 0;
    std::string mistake;
    bool has(const std::string& command) const;
};

/// width, height: of the label; TSPL and CPCL bytes; `black` is the bit that TSPL prints.
ReadLabel read_tspl(const base::Bytes& job, int width, int height, int black = 0);
ReadLabel read_zpl(const base::Bytes& job);
ReadLabel read_cpcl(const base::Bytes& job);

}  // namespace printing::testing_readers

#pragma once
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace server {

/// A folder of the test's own, gone with it. Short, since a socket's path has at most 107 bytes.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "pb-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const std::string& name, std::string_view content) const {
        std::ofstream(path_ / name) << content;
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

/// A whole config file in the folder: one file printer, one bench, the given port.
inline std::filesystem::path write_config(const std::filesystem::path& folder, int port = 8080) {
    std::ofstream out(folder / "station.toml");
    out << "data_folder = \"data\"\n"
           "[shop]\nname = \"花间小铺\"\n"
           "[shop.sender]\nname = \"花间小铺\"\nphone = \"0571-88000000\"\nprovince = \"浙江省\"\n"
           "city = \"杭州市\"\ndistrict = \"余杭区\"\ndetail = \"示例路1号2幢\"\n"
        << "[http]\nport = " << port
        << "\n[numbers]\ndefault_carrier = \"zto\"\nfrom_export = true\n"
           "[[printer]]\nname = \"label-1\"\nuri = \"file://"
        << (folder / "labels").string()
        << "\"\nlanguage = \"escpos\"\nevidence = \"written\"\n"
           "[[bench]]\nname = \"1\"\ntitle = \"打包台 1\"\n";
    return folder / "station.toml";
}

}  // namespace server

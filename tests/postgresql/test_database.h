#pragma once
#include <string>

#include "config/database_location.h"

namespace fakes {

/// Do the tests of this run use PostgreSQL? Said by PACKBENCH_TEST_DATABASE=postgresql.
bool tests_use_postgresql();

/// An empty PostgreSQL database of the test's own, emptied for the next test at its end, on a
/// server that this program starts at the first one.
class TestDatabase {
public:
    TestDatabase();
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;
    const config::DatabaseLocation& location() const { return location_; }
    /// Every file of this database and the server's log of changes, in one string.
    std::string bytes() const;

private:
    std::string name_;
    config::DatabaseLocation location_;
};

}  // namespace fakes

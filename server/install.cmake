# What an installed program needs to run: itself, its data files and pages, the unit, the documents.
# Fonts stay the system's (fonts-noto-cjk).
set(PACKBENCH_SHARE ${CMAKE_INSTALL_DATAROOTDIR}/packbench)
install(TARGETS packbench RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
foreach(folder divisions number-requests number-sheets refunds shipping sources templates text)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/config/${folder} DESTINATION ${PACKBENCH_SHARE}
        PATTERN "*.mjs" EXCLUDE)
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/config/carriers.toml DESTINATION ${PACKBENCH_SHARE})
install(FILES ${PROJECT_SOURCE_DIR}/config/packbench.toml DESTINATION ${PACKBENCH_SHARE}/example)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/server/web DESTINATION ${PACKBENCH_SHARE})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${PROJECT_SOURCE_DIR}/config/udev/70-packbench-printers.rules DESTINATION lib/udev/rules.d)
# The unit names the program where it was installed.
install(CODE "
    file(READ \"${PROJECT_SOURCE_DIR}/config/systemd/packbench.service\" unit)
    string(REPLACE \"/usr/bin/packbench\"
        \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/packbench\" unit \"\${unit}\")
    set(file \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/lib/systemd/system/packbench.service\")
    file(WRITE \"\${file}\" \"\${unit}\")
    message(STATUS \"Installing: \${file}\")")

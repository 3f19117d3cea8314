@echo off
rem Runs Nightbeam on Windows: nightbeam.cmd --input=night --output=reduced
rem NIGHTBEAM_JAVA_OPTS: more options for the JVM, such as -Xmx4g.
setlocal EnableExtensions DisableDelayedExpansion
set "here=%~dp0"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"

rem The JVM's options stand in the runner's file, before -jar.
set "flags="
set "ended="
for /f "usebackq eol=# tokens=*" %%l in ("%here%runner-configs\direct.args") do call :flag %%l
"%java%" %flags% %NIGHTBEAM_JAVA_OPTS% -jar "%here%pipeline\target\nightbeam.jar" %*
exit /b %ERRORLEVEL%

:flag
if "%~1"=="-jar" set "ended=true"
if not defined ended set "flags=%flags% %*"
goto :eof
